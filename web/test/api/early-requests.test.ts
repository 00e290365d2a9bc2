import type { FirstAnswers } from '@flx/shared/core/first-answers'
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const SESSION = '/api/auth/get-session'
const START = readFileSync(new URL('../../start.js', import.meta.url), 'utf8')

let stored: Map<string, string>
const localStorage = {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => stored.set(key, value),
  removeItem: (key: string) => stored.delete(key),
}

beforeEach(() => {
  stored = new Map()
  vi.stubGlobal('localStorage', localStorage)
})
afterEach(() => vi.unstubAllGlobals())

/** The globals of the document in which `start.js` last ran. */
let started: { flxEarlyRequests?: { answers: Map<string, Promise<Response>> } } & Record<string, unknown> = {}

/** Returns what `start.js` requests at a URL, in a document that already contains some answers. */
function requestsAt(pathname: string, search = '', embedded: FirstAnswers = {}): string[] {
  const requested: string[] = []
  started = {
    location: { pathname, search },
    localStorage,
    Response,
    document: {
      documentElement: { dataset: {} },
      querySelector: () => ({ textContent: JSON.stringify(embedded) }),
    },
    matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
    addEventListener: () => undefined,
    performance,
    fetch: (address: string) => {
      requested.push(address)
      return Promise.resolve(new Response())
    },
  }
  runInNewContext(START, started)
  return requested
}

/** Loads the page's module as in a document that was opened at a URL. */
async function documentAt(pathname: string, search = '', early: Record<string, Response> = {}) {
  vi.resetModules()
  vi.stubGlobal('location', { pathname, search })
  const answers = new Map(
    Object.entries(early).map(([address, answer]) => [address, Promise.resolve(answer)]),
  )
  vi.stubGlobal('flxEarlyRequests', { at: performance.now(), answers })
  return import('#web/api/core/early-requests.ts')
}

test('answers that the server embedded in the document are not requested again', async () => {
  const embedded = {
    [SESSION]: { body: '{"id":"u1"}', headers: {} },
    '/api/holds': { body: '[]', headers: { 'x-flx-seq': '41' } },
  }
  expect(requestsAt('/executions', '', embedded)).toEqual(['/api/executions?sort=-queuedAt'])
  const holds = await started.flxEarlyRequests?.answers.get('/api/holds')
  expect(await holds?.text()).toBe('[]')
  expect(holds?.headers.get('x-flx-seq')).toBe('41')
})

test("a page's first requests are sent at once when it is opened again", async () => {
  expect(requestsAt('/schedules')).toEqual([SESSION])
  const page = await documentAt('/schedules')
  await page.takeEarlyAnswer(SESSION)
  await page.takeEarlyAnswer('/api/schedules')
  page.noteFirstRequests()
  await page.takeEarlyAnswer('/api/holds')
  expect(requestsAt('/schedules')).toEqual([SESSION, '/api/schedules'])
  expect(requestsAt('/plugins')).toEqual([SESSION])
})

test('the executions are requested even if never opened, but not another search of them', () => {
  expect(requestsAt('/executions')).toEqual([SESSION, '/api/executions?sort=-queuedAt'])
  expect(requestsAt('/executions', '?status=failed')).toEqual([SESSION])
})

test('the views of the pipelines are requested as views', async () => {
  expect(requestsAt('/pipelines', '?view=fleet')).toContain('/api/pipelines?sort=worst&trend=true&limit=50')
  expect(requestsAt('/pipelines', '?view=fleet&tag=x')).toEqual([SESSION])
  const fleet = await documentAt('/pipelines', '?view=fleet')
  await fleet.takeEarlyAnswer('/api/pipelines?trend=true')
  fleet.noteFirstRequests()
  expect(requestsAt('/pipelines', '?view=fleet')).toEqual([SESSION, '/api/pipelines?trend=true'])
  expect(requestsAt('/pipelines')).toEqual([SESSION, '/api/pipelines?sort=-createdAt'])
})

test('an answer is used once, and not when it is old', async () => {
  const answer = new Response('first')
  const old = new Response('old')
  const page = await documentAt('/executions', '', { '/api/a': answer, '/api/b': old })
  expect(await page.takeEarlyAnswer('/api/a')).toBe(answer)
  expect(await page.takeEarlyAnswer('/api/a')).toBeUndefined()
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000)
  expect(await page.takeEarlyAnswer('/api/b')).toBeUndefined()
  await vi.waitFor(() => expect(old.bodyUsed || old.body?.locked).toBe(true))
})

test('searches are not remembered, and neither are more than a few URLs', async () => {
  const searched = await documentAt('/executions', '?search=somebody')
  await searched.takeEarlyAnswer('/api/executions?search=somebody')
  searched.noteFirstRequests()
  expect(stored.size).toBe(0)
  for (let index = 0; index < 20; index += 1) {
    const page = await documentAt(`/executions/${index}`)
    await page.takeEarlyAnswer(`/api/executions/${index}`)
    page.noteFirstRequests()
  }
  expect(requestsAt('/executions/19')).toHaveLength(2)
  expect(requestsAt('/executions/3')).toHaveLength(1)
})

test('entry pages request nothing, and signing out leaves nothing behind', async () => {
  for (const path of ['/sign-in', '/setup', '/set-password']) expect(requestsAt(path)).toEqual([])
  const page = await documentAt('/schedules')
  await page.takeEarlyAnswer('/api/schedules')
  page.noteFirstRequests()
  page.forgetFirstRequests()
  expect(requestsAt('/schedules')).toEqual([SESSION])
})

test('stored entries that are not API URLs are not followed', () => {
  stored.set('flx.firstRequests', '{"/schedules":["https://example.com/","//example.com","/sign-in"]}')
  expect(requestsAt('/schedules')).toEqual([SESSION])
  stored.set('flx.firstRequests', '{"/schedules":7}')
  expect(requestsAt('/schedules')).toEqual([SESSION])
})
