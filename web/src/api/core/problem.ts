import { tryParseJson } from '@flx/shared/json/json-text'
import type { FieldProblem, Problem } from '@flx/shared/core/problem'

import { problemWords } from './words.ts'

/** Every failure of a request: the server's problem details, or one made here when there was no answer. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly problem: Problem
  /** Of 429 and 503: when to try again. */
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

  /** Field errors of a 422, by dotted path. */
  get fields(): FieldProblem[] {
    return this.problem.errors ?? []
  }
}

/** True for an `ApiProblem` of that status (or any status). */
export function isProblem(error: unknown, status?: number): error is ApiProblem {
  return error instanceof ApiProblem && (status === undefined || error.status === status)
}

/** Reads the problem document of an answer that is not ok; other bodies (a proxy's page) give a general one. */
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

/** The server could not be reached at all. */
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
