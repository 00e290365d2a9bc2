/** What an OpenID provider says of the person who signed in there. */
export interface OpenIdentity {
  issuer: string
  /** The person's id at the provider: it stays when the address changes. */
  subject: string
  email: string | null
  emailVerified: boolean
  name: string | null
}

/** Why a sign-in by OpenID came to nothing; the page has the words for it. */
export const OPEN_ID_PROBLEMS = [
  'cancelled',
  'failed',
  'unverified',
  'domain',
  'unknown',
  'disabled',
] as const
export type OpenIdProblem = (typeof OPEN_ID_PROBLEMS)[number]

export class OpenIdRefusal extends Error {
  override readonly name = 'OpenIdRefusal'
  readonly problem: OpenIdProblem

  constructor(problem: OpenIdProblem, options: { cause?: unknown } = {}) {
    super(`The sign-in by OpenID was refused: ${problem}.`, options)
    this.problem = problem
  }
}

/** An OpenID provider at which people may sign in. */
export interface OpenIdProvider {
  /** On the button: "Sign in with …". */
  label: string
  /** Where to send the browser, and what it brings back in a cookie: sealed, so that nobody can read or make one. */
  begin(redirectUri: string, next: string): Promise<{ url: string; pending: string }>
  /** Checks what the browser brought back. Throws OpenIdRefusal. */
  finish(callback: URL, pending: string): Promise<{ identity: OpenIdentity; next: string }>
}
