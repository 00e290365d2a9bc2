import type { Problem } from '@flx/shared/core/problem'
import { HTTPException } from 'hono/http-exception'

import { AppError, ERROR_CODES, messageOf, type ErrorCode } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import type { HttpContext, HttpDependencies } from './environment.ts'

const TITLES: Record<ErrorCode, string> = {
  invalid: 'Some values are not valid',
  malformed: 'The request cannot be read',
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  'not-found': 'Not found',
  conflict: 'Not possible now',
  'stale-version': 'Changed by another user',
  'too-large': 'Too large',
  'too-many-requests': 'Too many requests',
  unavailable: 'Not available',
}

/**
 * Turns every thrown error into problem details; nothing else does. `storageFailure` recognises errors of the
 * storage, `databaseRefusal` those of two requests that do the same at once.
 */
export function problemMapper(
  log: Log,
  { storageFailure, databaseRefusal }: Pick<HttpDependencies, 'storageFailure' | 'databaseRefusal'>,
) {
  return (thrown: Error, c: HttpContext): Response => {
    const error = databaseRefusal(thrown) ?? thrown
    if (error instanceof AppError) {
      if (error.cause !== undefined) {
        log.warn({ requestId: c.get('requestId'), cause: messageOf(error.cause) }, error.message)
      }
      // Close the connection: the unread rest of the body would block its next request.
      return problemResponse(error, error.code === 'too-large' ? { connection: 'close' } : {})
    }
    if (error instanceof HTTPException && error.status < 500) {
      // Hono's own refusals, mostly a body that is not valid JSON.
      return problemResponse(new AppError('malformed', `${error.message || 'The request cannot be read'}.`))
    }
    const storageProblem = storageFailure(error)
    if (storageProblem !== undefined) return problemResponse(new AppError('unavailable', storageProblem))
    const requestId = c.get('requestId')
    log.error({ requestId, error: error.stack ?? messageOf(error) }, 'Unexpected error')
    return problemJson({
      type: 'about:blank',
      title: 'Something went wrong on the server',
      status: 500,
      detail: `The request failed unexpectedly. The server log has the details under ${requestId}.`,
      code: 'internal',
    })
  }
}

/** Returns the problem document of a refusal. */
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
