import type { Problem } from '@flx/shared/problem'
import { HTTPException } from 'hono/http-exception'

import { AppError, ERROR_CODES, messageOf, type ErrorCode } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { HttpContext } from './environment.ts'

const TITLES: Record<ErrorCode, string> = {
  invalid: 'Some values cannot be used',
  malformed: 'The request cannot be read',
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  conflict: 'Not possible now',
  'stale-version': 'Changed by somebody else',
  'too-large': 'Too large',
  'too-many-requests': 'Too many attempts',
  unavailable: 'Not available',
}

/**
 * Everything that is thrown becomes problem details here, and nowhere else. `storageFailure` knows the errors that tell
 * of the place where the data is kept.
 */
export function problemMapper(log: Log, storageFailure: (error: unknown) => string | undefined) {
  return (error: Error, c: HttpContext): Response => {
    if (error instanceof AppError) {
      if (error.cause !== undefined) {
        log.warn({ requestId: c.get('requestId'), cause: messageOf(error.cause) }, error.message)
      }
      // What is left of a refused body stands in the way of the connection's next request.
      return problemResponse(error, error.code === 'too-large' ? { connection: 'close' } : {})
    }
    if (error instanceof HTTPException && error.status < 500) {
      // Hono's own refusals: a body that is not JSON, mostly.
      return problemResponse(new AppError('malformed', `${error.message || 'The request cannot be read'}.`))
    }
    const unstored = storageFailure(error)
    if (unstored !== undefined) return problemResponse(new AppError('unavailable', unstored))
    const requestId = c.get('requestId')
    log.error({ requestId, error: error.stack ?? messageOf(error) }, 'Unexpected error')
    return problemJson({
      type: 'about:blank',
      title: 'Something went wrong on the server',
      status: 500,
      detail: `The request failed for a reason we did not foresee. The server's log has the details under ${requestId}.`,
      code: 'internal',
    })
  }
}

/** The problem document of a refusal. */
export function problemResponse(error: AppError, headers: Record<string, string> = {}): Response {
  return problemJson(
    {
      type: `urn:flx:problem:${error.code}`,
      title: TITLES[error.code],
      status: ERROR_CODES[error.code],
      detail: error.message,
      code: error.code,
      ...(error.fields === undefined ? {} : { errors: error.fields }),
      ...error.extra,
    },
    headers,
  )
}

function problemJson(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
}
