/** The claims of an OpenID provider about a person who signed in there. */
export interface OpenIdentity {
  issuer: string
  /** The person's id at the provider: it stays when the address changes. */
  subject: string
  email: string | null
  emailVerified: boolean
  name: string | null
}

/** The reasons that a sign-in by OpenID fails; the page has the words for them. */
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

/** An OpenID provider at which people may sign in. */
export interface OpenIdProvider {
  /** On the button: "Sign in with …". */
  label: string
  /** The address to send the browser to, and the sealed cookie that it brings back. */
  begin(redirectUri: string, next: string): Promise<{ url: string; pending: string }>
  /** Checks what the browser brought back. Throws OpenIdRefusal. */
  finish(callback: URL, pending: string): Promise<{ identity: OpenIdentity; next: string }>
}
