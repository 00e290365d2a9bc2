const KEY = 'flx.signedIn'

/**
 * Whether a page of this browser was signed in when it was last looked at. Only a guess, that says whether queries are
 * worth sending before the session is known: the server answers 401 where it is wrong.
 */
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(KEY) === 'yes'
  } catch {
    return false
  }
}

/** Notes for the next page whether a person is signed in. */
export function noteSignedIn(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(KEY, 'yes')
    else localStorage.removeItem(KEY)
  } catch {
    // Storage is blocked: the next page waits for its session.
  }
}
