import { tryParseJson } from '@flx/shared/json/json-text'
import type { FieldProblem, Problem } from '@flx/shared/core/problem'

import { problemWords } from './words.ts'

/** The failure of a request: the server's problem details, or details made here if there was no answer. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly problem: Problem
  /** For 429 and 503, the number of seconds to wait before trying again. */
  readonly retryAfterSeconds: number | null

  constructor(problem: Problem, retryAfterSeconds: number | null = null, cause?: unknown) {
    super(problem.detail, { cause })
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }

  get status(): number {
    return this.problem.status
  }

  get code(): string {
    return this.problem.code
  }

  /** The field errors of a 422, by dotted path. */
  get fields(): FieldProblem[] {
    return this.problem.errors ?? []
  }
}

/** Reports whether an error is an `ApiProblem`, optionally with the given status. */
export function isProblem(error: unknown, status?: number): error is ApiProblem {
  return error instanceof ApiProblem && (status === undefined || error.status === status)
}

/**
 * Reads the problem document of an answer that is not ok. Any other body, such as a proxy's page, gives a
 * general problem.
 */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  const wait = Number.isFinite(retryAfter) ? retryAfter : null
  const body: unknown = tryParseJson(await response.text().catch(() => ''))
  if (isProblemBody(body)) return new ApiProblem(body, wait)
  return new ApiProblem(
    {
      type: 'about:blank',
      title: problemWords.unexpected,
      status: response.status,
      detail: problemWords.unexpectedHint(response.status),
      code: 'unexpected',
    },
    wait,
  )
}

/** Makes the problem for a server that could not be reached. */
export function unreachable(cause: unknown): ApiProblem {
  return new ApiProblem(
    {
      type: 'about:blank',
      title: problemWords.unreachable,
      status: 0,
      detail: problemWords.unreachableHint,
      code: 'unreachable',
    },
    null,
    cause,
  )
}

function isProblemBody(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'status' in body &&
    typeof body.status === 'number' &&
    'detail' in body &&
    typeof body.detail === 'string' &&
    'code' in body &&
    typeof body.code === 'string'
  )
}
