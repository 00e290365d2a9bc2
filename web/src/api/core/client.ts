import type { AppType, Contract } from '@flx/server/http/app'
import { parseJson } from '@flx/shared/json/json-text'
import { hc, type ClientResponse } from 'hono/client'

import { noteSequence, type LoadContext } from '../live/loaded-at.ts'
import { answerAhead } from './asked-ahead.ts'
import { personHeader } from '../access/person-header.ts'
import { problemOf, unreachable } from './problem.ts'

/** Values of a query string; undefined and "" are left out, a list is given as often as it has values. */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>

/** The one place that talks HTTP. Throws `ApiProblem` for everything that is not a success. */
async function send(address: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const ahead = init.method === 'GET' && typeof address === 'string' ? await answerAhead(address) : undefined
  init.signal?.throwIfAborted()
  const response =
    ahead ??
    (await fetch(address, { ...init, credentials: 'same-origin' }).catch((error: unknown) => {
      if (init.signal?.aborted === true) throw error
      throw unreachable(error)
    }))
  if (!response.ok) throw await problemOf(response)
  return response
}

/** The server's routes, by path and method, with the types of what they take and answer. */
export const { api } = hc<AppType>('/', {
  fetch: send,
  headers: () => ({ accept: 'application/json', ...personHeader() }),
  // Its type knows texts only; what a route takes may be a number or a boolean.
  buildSearchParams: (query: Query) => searchParams(query),
})

type AnyAnswer = ClientResponse<unknown, number, 'json' | 'body' | 'text' | 'redirect'>
/** The declared answer of the route. */
type BodyOf<Answer> = Answer extends ClientResponse<Contract<infer Body>> ? Body : never

/** Passes on how a request may be given up. */
export interface CallOptions {
  init: RequestInit
}

/** Loads the answer of a query. Notes how new it is, for the socket. */
export async function load<Answer extends AnyAnswer>(
  context: LoadContext,
  call: (options: CallOptions) => Promise<Answer>,
): Promise<BodyOf<Answer>> {
  const response = await call({ init: { signal: context.signal } })
  noteSequence(context, response.headers)
  return bodyOf(response)
}

/** The answer to an action. */
export async function answer<Answer extends AnyAnswer>(response: Promise<Answer>): Promise<BodyOf<Answer>> {
  return bodyOf(await response)
}

/** Loads from an address that is not a route of the typed client. */
export async function loadDocument(address: string, signal: AbortSignal): Promise<unknown> {
  return (await send(address, { signal, headers: { accept: 'application/json', ...personHeader() } })).json()
}

/** `?a=1&b=x`, or nothing. */
export function queryString(query: Query = {}): string {
  const text = searchParams(query).toString()
  return text === '' ? '' : `?${text}`
}

function searchParams(query: Query): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) parameters.append(name, one)
    else if (value !== undefined && value !== '') parameters.set(name, String(value))
  }
  return parameters
}

/** The one place where answers are read. The cast is the route's word, which is built and shipped with the page. */
async function bodyOf<Answer extends AnyAnswer>(response: Answer): Promise<BodyOf<Answer>> {
  const text = response.status === 204 ? '' : await response.text()
  return (text === '' ? undefined : parseJson(text)) as BodyOf<Answer>
}
