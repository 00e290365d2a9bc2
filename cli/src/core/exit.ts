/** Exit codes, the same for every command. */
export const EXIT = {
  ok: 0,
  /** The execution failed, or the request was refused. */
  failed: 1,
  /** `plan`: there is drift. */
  drift: 2,
  /** The execution was cancelled. */
  cancelled: 3,
  /** Wrong use: an unknown command, option or argument. */
  usage: 64,
  /** The server cannot be reached. */
  unavailable: 69,
  /** No token, an invalid one, or one whose role is too low. */
  notPermitted: 77,
  /** Stopped by Ctrl+C. */
  interrupted: 130,
} as const

export const EXIT_MEANINGS: readonly (readonly [code: number, when: string])[] = [
  [EXIT.ok, 'Success'],
  [EXIT.failed, 'It failed or was refused; stderr says why'],
  [EXIT.usage, 'Usage error: unknown command, option or argument'],
  [EXIT.unavailable, 'The server cannot be reached'],
  [EXIT.notPermitted, 'No token, an invalid token, or a token whose role is too low'],
  [EXIT.interrupted, 'Interrupted by Ctrl+C'],
]

/** Ends the command with a sentence on stderr. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exit: number
  /** Code for programs: that of the server's refusal, or one of the command line. */
  readonly code: string
  /** Further lines: refused fields, suggestions. */
  readonly details: readonly string[]

  constructor(
    message: string,
    {
      exit = EXIT.failed,
      code = 'failed',
      details = [],
      cause,
    }: {
      exit?: number
      code?: string
      details?: readonly string[]
      cause?: unknown
    } = {},
  ) {
    super(message, { cause })
    this.exit = exit
    this.code = code
    this.details = details
  }
}

/** Creates a failure for wrong use of the command line. */
export const misuse = (message: string, details: readonly string[] = []): Failure =>
  new Failure(message, { exit: EXIT.usage, code: 'usage', details })
