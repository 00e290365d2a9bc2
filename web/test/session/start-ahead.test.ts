import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { startAhead } from '#web/api/access/start-ahead.ts'
import { noteSignedIn } from '#web/api/access/signed-in-before.ts'
import { queryClient } from '#web/api/core/query-client.ts'

const ADDRESS = 'http://localhost/things?status=failed'

let sessionAnswer = Promise.withResolvers<Response>()

beforeEach(() => {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  })
  sessionAnswer = Promise.withResolvers<Response>()
  vi.stubGlobal('fetch', () => sessionAnswer.promise)
})

afterEach(() => {
  queryClient.clear()
  vi.unstubAllGlobals()
})

/** Enters a page whose first query is `load`. */
function enter(load: () => Promise<unknown>): null {
  const loader = startAhead((queries, address, id) => [
    queries.query({ queryKey: ['things', address.searchParams.get('status'), id], queryFn: load }),
  ])
  return loader({ request: new Request(ADDRESS), params: { id: '7' } })
}

const answerSession = (user: unknown) =>
  sessionAnswer.resolve(Response.json(user, { headers: { 'content-type': 'application/json' } }))

test('a browser that was signed in starts the queries before the session is known', async () => {
  noteSignedIn(true)
  const load = vi.fn(() => Promise.resolve('loaded'))
  expect(enter(load)).toBeNull()
  await vi.waitFor(() => expect(queryClient.getQueryData(['things', 'failed', '7'])).toBe('loaded'))
  expect(load).toHaveBeenCalledOnce()
})

test('any other browser starts them once a user is signed in', async () => {
  const load = vi.fn(() => Promise.resolve('loaded'))
  enter(load)
  expect(load).not.toHaveBeenCalled()
  answerSession({ id: 'p1', role: 'viewer' })
  await vi.waitFor(() => expect(load).toHaveBeenCalledOnce())
})

test('without a session nothing is requested', async () => {
  noteSignedIn(true)
  noteSignedIn(false)
  const load = vi.fn(() => Promise.resolve('loaded'))
  enter(load)
  answerSession(null)
  await vi.waitFor(() => expect(queryClient.getQueryData(['session'])).toBeNull())
  expect(load).not.toHaveBeenCalled()
})

test('a failed query is left to the page', async () => {
  noteSignedIn(true)
  const load = vi.fn(() => Promise.reject(new TypeError('refused')))
  enter(load)
  await vi.waitFor(() => expect(load).toHaveBeenCalledOnce())
  expect(queryClient.getQueryState(['things', 'failed', '7'])?.status).not.toBe('success')
})
