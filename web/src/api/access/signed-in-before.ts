const KEY = 'flx.signedIn'

/**
 * Reports whether the last page of this browser had a signed-in user. It is only a guess, used to decide
 * whether to send queries before the session is known. If it is wrong, the server answers 401.
 */
export function wasSignedIn(): boolean {
  try {
    return localStorage.getItem(KEY) === 'yes'
  } catch {
    return false
  }
}

/** Notes for the next page whether a user is signed in. */
export function noteSignedIn(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(KEY, 'yes')
    else localStorage.removeItem(KEY)
  } catch {
    // Storage is blocked: the next page waits for its session.
  }
}
