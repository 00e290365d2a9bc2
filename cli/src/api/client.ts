import type { AppType, Contract } from '@flx/server/http/app'
import type { Problem } from '@flx/shared/core/problem'
import { parseJson, tryParseJson } from '@flx/shared/json/json-text'
import { hc, type ClientResponse } from 'hono/client'

import { EXIT, Failure } from '../core/exit.ts'

/** Values of a query string; undefined and "" are left out. */
type Query = Record<string, string | number | boolean | readonly string[] | undefined>

/** The server's routes by path and method, with the types of their inputs and answers. */
export type Api = ReturnType<typeof connect>['api']

/** A refusal by the server, or a failure to reach it (status 0). */
export class ApiFailure extends Failure {
  readonly status: number
  /** Seconds after which the server asks to retry. */
  readonly retryAfter: number | null
  /** Whether it was refused because another execution of the pipeline has not ended. */
  readonly isUnfinished: boolean

  constructor(
    message: string,
    {
      status,
      retryAfter = null,
      isUnfinished = false,
      ...rest
    }: {
      status: number
      retryAfter?: number | null
      isUnfinished?: boolean
      exit: number
      code: string
      details?: readonly string[]
      cause?: unknown
    },
  ) {
    super(message, rest)
    this.status = status
    this.retryAfter = retryAfter
    this.isUnfinished = isUnfinished
  }
}

/** Creates a client of a server. Every response that is not a success throws an `ApiFailure`. */
export function connect(url: string, token: string | null, timeoutMs = 60_000) {
  const send = async (address: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const limit = AbortSignal.timeout(timeoutMs)
    const { signal: requestSignal } = init
    const signal = requestSignal instanceof AbortSignal ? AbortSignal.any([requestSignal, limit]) : limit
    const response = await fetch(address, { ...init, signal, redirect: 'error' }).catch((error: unknown) => {
      if (init.signal?.aborted === true) throw error
      throw unreachable(url, error)
    })
    if (!response.ok) throw await refusal(response, token)
    return response
  }
  return hc<AppType>(url, {
    fetch: send,
    headers: { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    // The default only accepts texts; routes also take numbers and booleans.
    buildSearchParams: (query: Query) => {
      const parameters = new URLSearchParams()
      for (const [name, value] of Object.entries(query)) {
        if (Array.isArray(value)) for (const element of value) parameters.append(name, element)
        else if (value !== undefined && value !== '') parameters.set(name, String(value))
      }
      return parameters
    },
  })
}

type AnyAnswer = ClientResponse<unknown, number, 'json' | 'body' | 'text' | 'redirect'>
/** The declared answer of a route. */
type BodyOf<Answer> = Answer extends ClientResponse<Contract<infer Body>> ? Body : never

/** Returns the body of an answer in the type that the route declares. */
export async function answer<Answer extends AnyAnswer>(response: Promise<Answer>): Promise<BodyOf<Answer>> {
  const received = await response
  const text = received.status === 204 ? '' : await received.text()
  return (text === '' ? undefined : parseJson(text)) as BodyOf<Answer>
}

/** Describes why `fetch` got no response. */
function unreachable(url: string, cause: unknown): ApiFailure {
  return new ApiFailure(`Cannot reach FLX Pipelines at ${url}: ${reasonOf(cause)}.`, {
    status: 0,
    exit: EXIT.unavailable,
    code: 'unreachable',
    details: ['Start the server with flx serve, or set another address with --server or FLX_URL.'],
    cause,
  })
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing is listening there',
  ENOTFOUND: 'the host is unknown',
  EAI_AGAIN: 'the host name cannot be resolved',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ETIMEDOUT: 'it did not respond in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not respond in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed; add it with NODE_EXTRA_CA_CERTS',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted; add its authority with NODE_EXTRA_CA_CERTS',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is not trusted; add its authority with NODE_EXTRA_CA_CERTS',
  CERT_HAS_EXPIRED: 'its certificate has expired',
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it did not respond in time'
  const cause = error.cause instanceof Error ? error.cause : error
  const code = 'code' in cause ? String(cause.code) : ''
  if (cause.message.includes('redirect')) return 'it sent a redirect; use the address that it redirects to'
  return REASONS[code] ?? (cause.message.replace(/\.$/, '') || code)
}

async function refusal(response: Response, token: string | null): Promise<ApiFailure> {
  const after = response.headers.get('retry-after') ?? ''
  // Retry-After can also be a date: then the usual pause applies.
  const about = { status: response.status, retryAfter: /^\d{1,9}$/.test(after) ? Number(after) : null }
  const body = tryParseJson(await response.text().catch(() => '')) as Partial<Problem> | null | undefined
  if (
    typeof body !== 'object' ||
    body === null ||
    typeof body.detail !== 'string' ||
    typeof body.code !== 'string'
  )
    return new ApiFailure(
      `The server is not FLX Pipelines (it responded with status ${response.status}). Check the address.`,
      { ...about, exit: response.status >= 500 ? EXIT.unavailable : EXIT.failed, code: 'unexpected' },
    )
  const { detail, code, errors = [] } = body
  const fields = errors
    .filter(({ message }) => !detail.includes(message))
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  if (response.status === 401)
    return new ApiFailure(token === null ? 'The server requires you to sign in.' : detail, {
      ...about,
      exit: EXIT.notPermitted,
      code,
      details: ['Sign in with flx login, or set FLX_TOKEN.'],
    })
  const exit =
    response.status === 403 ? EXIT.notPermitted : response.status === 503 ? EXIT.unavailable : EXIT.failed
  return new ApiFailure(detail, {
    ...about,
    exit,
    code,
    details: fields,
    isUnfinished: response.status === 409 && body.executionId !== undefined,
  })
}
