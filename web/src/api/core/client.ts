import type { AppType, Contract } from '@flx/server/http/app'
import { parseJson } from '@flx/shared/json/json-text'
import { hc, type ClientResponse } from 'hono/client'

import { noteAnswer } from '#web/lib/browser/served-build.ts'

import { noteSequence, type LoadContext } from '../live/loaded-at.ts'
import { takeEarlyAnswer } from './early-requests.ts'
import { userHeader } from '../access/user-header.ts'
import { problemOf, unreachable } from './problem.ts'

/**
 * The values of a query string. Undefined and "" are left out, and a list is repeated for each of its values.
 */
export type Query = Record<string, string | number | boolean | readonly string[] | undefined>

/**
 * Sends a request. Every HTTP call goes through here. Throws `ApiProblem` for any answer that is not a
 * success.
 */
async function send(address: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const early =
    init.method === 'GET' && typeof address === 'string' ? await takeEarlyAnswer(address) : undefined
  init.signal?.throwIfAborted()
  const response =
    early ??
    (await fetch(address, { ...init, credentials: 'same-origin' }).catch((error: unknown) => {
      if (init.signal?.aborted === true) throw error
      throw unreachable(error)
    }))
  noteAnswer(response)
  if (!response.ok) throw await problemOf(response)
  return response
}

/** The server's routes by path and method, with the types of their input and answers. */
export const { api } = hc<AppType>('/', {
  fetch: send,
  headers: () => ({ accept: 'application/json', ...userHeader() }),
  // hono's type allows only texts, but a route may take numbers and booleans.
  buildSearchParams: (query: Query) => searchParams(query),
})

type AnyAnswer = ClientResponse<unknown, number, 'json' | 'body' | 'text' | 'redirect'>
/** The declared body of a route's answer. */
type BodyOf<Answer> = Answer extends ClientResponse<Contract<infer Body>> ? Body : never

/** Options of a call, with the signal that aborts it. */
export interface CallOptions {
  init: RequestInit
}

/** Loads the answer of a query, and notes how recent it is for the socket. */
export async function load<Answer extends AnyAnswer>(
  context: LoadContext,
  call: (options: CallOptions) => Promise<Answer>,
): Promise<BodyOf<Answer>> {
  const response = await call({ init: { signal: context.signal } })
  noteSequence(context, response.headers)
  return bodyOf(response)
}

/** Returns the body of an action's answer. */
export async function answer<Answer extends AnyAnswer>(response: Promise<Answer>): Promise<BodyOf<Answer>> {
  return bodyOf(await response)
}

/** Loads from an address that is not a route of the typed client. */
export async function loadDocument(address: string, signal: AbortSignal): Promise<unknown> {
  return (await send(address, { signal, headers: { accept: 'application/json', ...userHeader() } })).json()
}

/** Formats a query string: `?a=1&b=x`, or "" if it has no values. */
export function queryString(query: Query = {}): string {
  const text = searchParams(query).toString()
  return text === '' ? '' : `?${text}`
}

function searchParams(query: Query): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const item of value) parameters.append(name, item)
    else if (value !== undefined && value !== '') parameters.set(name, String(value))
  }
  return parameters
}

/**
 * Reads an answer. The cast trusts the type that the route declares, which is built and shipped with the
 * page.
 */
async function bodyOf<Answer extends AnyAnswer>(response: Answer): Promise<BodyOf<Answer>> {
  const text = response.status === 204 ? '' : await response.text()
  return (text === '' ? undefined : parseJson(text)) as BodyOf<Answer>
}
