import type { FieldProblem } from '@flx/shared/core/problem'

/** Every reason for which a use case refuses, with its HTTP status. */
export const ERROR_CODES = {
  invalid: 422,
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'stale-version': 409,
  'too-large': 413,
  'too-many-requests': 429,
  unavailable: 503,
} as const
export type ErrorCode = keyof typeof ERROR_CODES

/**
 * A refusal that the user can act on. The message says what was attempted, what is wrong and what to do: "Cannot cancel
 * execution 018f…: it already succeeded."
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly fields: FieldProblem[] | undefined
  /** Extra members for the problem document (`executionId`, `current`). */
  readonly extra: { executionId?: string; current?: unknown } | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      fields?: FieldProblem[]
      cause?: unknown
      extra?: { executionId?: string; current?: unknown }
    } = {},
  ) {
    super(message, { cause: options.cause })
    this.code = code
    this.fields = options.fields
    this.extra = options.extra
  }
}

export const notFound = (subject: string, id: string): AppError =>
  new AppError('not-found', `Could not find ${subject} ${id}. It may have been deleted.`)

export const invalid = (message: string, path = ''): AppError =>
  new AppError('invalid', message, { fields: [{ path, message }] })

/** Reports several faulty fields; the message is that of the first. */
export const invalidFields = (attempted: string, fields: FieldProblem[]): AppError =>
  new AppError('invalid', `${attempted}: ${fields[0]?.message ?? ''}`, { fields })

export const conflict = (message: string, extra?: { executionId?: string; current?: unknown }): AppError =>
  new AppError('conflict', message, extra === undefined ? {} : { extra })

export const unknownCursor = (cause: unknown): AppError =>
  new AppError('malformed', 'The cursor does not belong to this list. Start again at the first page.', {
    cause,
  })

/** Returns the message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
