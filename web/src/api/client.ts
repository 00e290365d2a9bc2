import { problemOf, unreachable } from './problem.ts'

/** Values of a query string; undefined and "" are left out, a list is given as often as it has values. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>

interface RequestOptions {
  query?: Query
  body?: unknown
  signal?: AbortSignal
}

/**
 * The one place that talks HTTP. `T` is the contract's type of the answer, which the server builds from the same
 * source. Throws `ApiProblem` for everything that is not a success.
 */
async function request<T>(method: string, path: string, options: RequestOptions): Promise<T> {
  const { query, body, signal } = options
  const response = await fetch(`/api${path}${queryString(query)}`, {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error
    throw unreachable(error)
  })
  if (!response.ok) throw await problemOf(response)
  return answerOf<T>(response)
}

export const client = {
  get: <T>(path: string, options: { query?: Query; signal?: AbortSignal } = {}) =>
    request<T>('GET', path, options),
  post: <T>(path: string, body?: unknown, options: { signal?: AbortSignal } = {}) =>
    request<T>('POST', path, { body, ...options }),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, { body }),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, { body }),
  delete: (path: string) => request<void>('DELETE', path, {}),
} as const

/** `?a=1&b=x`, or nothing. */
export function queryString(query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) parameters.append(name, one)
    else if (value !== undefined && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? '' : `?${text}`
}

/** The one cast of the client: server and page are built from the same contract and shipped together. */
async function answerOf<T>(response: Response): Promise<T> {
  return (response.status === 204 ? undefined : await response.json()) as T
}
