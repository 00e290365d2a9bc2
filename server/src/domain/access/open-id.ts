/** An OpenID provider's claims about a user who signed in there. */
export interface OpenIdentity {
  issuer: string
  /** The user's id at the provider; it stays the same when the address changes. */
  subject: string
  email: string | null
  emailVerified: boolean
  name: string | null
}

/** Why a sign-in with OpenID fails; the page has the sentences. */
const OPEN_ID_PROBLEMS = ['cancelled', 'failed', 'unverified', 'domain', 'unknown', 'disabled'] as const
export type OpenIdProblem = (typeof OPEN_ID_PROBLEMS)[number]

export class OpenIdRefusal extends Error {
  override readonly name = 'OpenIdRefusal'
  readonly problem: OpenIdProblem

  constructor(problem: OpenIdProblem, options: { cause?: unknown } = {}) {
    super(`The OpenID sign-in was refused: ${problem}.`, options)
    this.problem = problem
  }
}

/** An OpenID provider with which users can sign in. */
export interface OpenIdProvider {
  /** Shown on the button: "Sign in with …". */
  label: string
  /** Returns the URL to send the browser to, and the sealed cookie that it returns with. */
  begin(redirectUri: string, next: string): Promise<{ url: string; pending: string }>
  /** Checks the browser's callback. Throws OpenIdRefusal. */
  finish(callback: URL, pending: string): Promise<{ identity: OpenIdentity; next: string }>
}
