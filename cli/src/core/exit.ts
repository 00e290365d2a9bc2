/** Exit codes, the same for every command. */
export const EXIT = {
  ok: 0,
  /** The execution failed, or what was asked for was refused. */
  failed: 1,
  /** `plan`: there is drift. */
  drift: 2,
  /** The execution was cancelled. */
  cancelled: 3,
  /** Wrong use: an unknown command, option or argument. */
  usage: 64,
  /** The server cannot be reached. */
  unavailable: 69,
  /** No token, a wrong one, or one whose role does not suffice. */
  notPermitted: 77,
  /** Ended by Ctrl+C. */
  interrupted: 130,
} as const

export const EXIT_MEANINGS: readonly (readonly [code: number, when: string])[] = [
  [EXIT.ok, 'Success'],
  [EXIT.failed, 'It failed or was refused; stderr says why'],
  [EXIT.usage, 'Wrong use: unknown command, option or argument'],
  [EXIT.unavailable, 'The server cannot be reached'],
  [EXIT.notPermitted, 'No token, a token that is not valid, or one whose role does not suffice'],
  [EXIT.interrupted, 'Ended by Ctrl+C'],
]

/** Ends the command with a sentence for stderr. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly exit: number
  /** For programs: the code of the server's refusal, or one of the command line. */
  readonly code: string
  /** More lines: fields that were refused, what to try. */
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

/** Wrong use of the command line. */
export const misuse = (message: string, details: readonly string[] = []): Failure =>
  new Failure(message, { exit: EXIT.usage, code: 'usage', details })
