import { expect, it, onTestFinished } from 'vitest'

import { createHubClient } from '../../src/adapters/plugins/hub-client.ts'
import {
  listCatalogue,
  showCatalogueEntry,
  type CatalogueContext,
} from '../../src/app/plugins/catalogue/catalogue.ts'
import type { HubDocument } from '../../src/domain/plugins/hub.ts'
import { KNOWN_PLUGINS } from '../../src/adapters/plugins/known/known-plugins.ts'
import { createLog } from '../../src/core/log.ts'
import { startLocalHub, type Answer } from './support/local-hub.ts'

const START = Date.parse('2026-11-25T12:00:00Z')
const HOUR = 3_600_000

/** Long: a busy machine answers late, too. */
const PATIENT = { timeoutMs: 20_000, patienceMs: 20_000 }
const IMPATIENT = { timeoutMs: 1000, patienceMs: 200 }

async function catalogue(
  options: { url?: string; stored?: Map<string, HubDocument>; times?: typeof PATIENT } = {},
) {
  const hub = await startLocalHub()
  const time = { now: START }
  const stored = options.stored ?? new Map<string, HubDocument>()
  const client = createHubClient({
    url: options.url ?? hub.url,
    documents: {
      get: (url) => Promise.resolve(stored.get(url)),
      put: (url, document) => Promise.resolve(void stored.set(url, document)),
    },
    clock: { now: () => new Date(time.now) },
    log: createLog('silent'),
    ...(options.times ?? PATIENT),
  })
  onTestFinished(async () => {
    await client[Symbol.asyncDispose]()
    await hub.close()
  })
  const context: CatalogueContext = {
    plugins: { registered: () => Promise.resolve([]) },
    hub: client,
    known: KNOWN_PLUGINS,
  }
  const list = (type?: 'extractor' | 'loader', refresh = false) =>
    listCatalogue(context, { limit: 100, type, refresh }, { role: 'editor' })
  const show = (name: string, variant: string) =>
    showCatalogueEntry(context, { type: 'extractor', name, variant })
  return { hub, time, stored, list, show }
}

const names = (items: readonly { name: string }[]) => items.map(({ name }) => name)

it('is queried once, and again when its answer is half a day old', async () => {
  const { hub, time, list } = await catalogue()
  const first = await list('extractor')
  expect(first).toMatchObject({ source: 'hub', problem: null, fetchedAt: '2026-11-25T12:00:00.000Z' })
  expect(names(first.items)).toEqual(['tap-shop'])
  await list('extractor')
  expect(hub.asked).toEqual(['/meltano/api/v1/plugins/extractors/index'])
  time.now += 13 * HOUR
  expect((await list('extractor')).fetchedAt).toBe('2026-11-26T01:00:00.000Z')
  expect(hub.asked).toHaveLength(2)
})

it('many simultaneous callers cause one request', async () => {
  const { hub, list } = await catalogue()
  await Promise.all(Array.from({ length: 8 }, () => list('loader')))
  expect(hub.asked).toHaveLength(1)
})

const TROUBLE: Record<string, { answer: Answer; says: RegExp }> = {
  slow: { answer: () => undefined, says: /did not respond within 1 second\./ },
  broken: { answer: (_, response) => void response.end('<html>'), says: /did not send JSON/ },
  confused: { answer: (_, response) => void response.end('[1]'), says: /an unexpected response/ },
  failing: {
    answer: (_, response) => void response.writeHead(500).end('{}'),
    says: /responded with status 500/,
  },
  'cut off': {
    answer: (request, response) => {
      response.writeHead(200).write('{"tap-x":')
      request.socket.destroy()
    },
    says: /is not reachable/,
  },
  huge: {
    answer: (_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 0x20)
      const more = (): void => void (response.writableEnded || response.write(chunk, more))
      response.writeHead(200)
      more()
    },
    says: /more than 8 MB|did not respond/,
  },
  'sending elsewhere': {
    answer: (_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/x' }).end(),
    says: /redirects to another host \(127\.0\.0\.1:9\), which is not followed/,
  },
  'redirecting without end': {
    answer: ({ url }, response) => void response.writeHead(302, { location: `${url}x` }).end(),
    says: /redirects too often/,
  },
}

it.each(Object.entries(TROUBLE))(
  'a hub that is %s is replaced by its older answer, else by the built-in list',
  async (kind, { answer, says }) => {
    const { hub, time, list } = await catalogue(kind === 'slow' ? { times: IMPATIENT } : {})
    hub.answer = answer
    const withoutHub = await list('extractor')
    expect(withoutHub).toMatchObject({
      source: 'built-in',
      fetchedAt: null,
      problem: expect.stringMatching(says),
    })
    expect(names(withoutHub.items)).toContain('tap-postgres')
    // For a minute no caller waits for it again, unless requested.
    await list('extractor')
    expect(hub.asked.filter((path) => path.endsWith('index'))).toHaveLength(1)
    hub.answer = undefined
    expect((await list('extractor', true)).source).toBe('hub')

    hub.answer = answer
    time.now += 13 * HOUR
    const old = await list('extractor')
    expect(old).toMatchObject({ source: 'hub', fetchedAt: '2026-11-25T12:00:00.000Z' })
    expect(old.problem).toMatch(new RegExp(`${says.source}|is slow to respond`))
    expect(names(old.items)).toEqual(['tap-shop'])
  },
)

it('a cached answer survives a restart, even without a network', async () => {
  const { stored, list, show, hub } = await catalogue()
  await list()
  await show('tap-shop', 'acme')
  await hub.close()
  const later = await catalogue({ url: hub.url, stored })
  later.time.now += 30 * 24 * HOUR
  const list2 = await later.list()
  expect(list2).toMatchObject({ source: 'hub', problem: expect.stringContaining('is not reachable') })
  expect((await later.show('tap-shop', 'acme')).plugin.pipUrl).toBe('tap-shop==1.0')
})

it('follows only addresses of the hub itself', async () => {
  for (const away of ['https://elsewhere.example/x', 'file:///etc/passwd', 'http://127.0.0.1:9/x']) {
    await using hub = await startLocalHub(undefined, () => away)
    const { show } = await catalogue({ url: hub.url })
    await expect(show('tap-shop', 'acme')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('which is not followed'),
    })
    expect(hub.asked.filter((path) => !path.endsWith('/index'))).toEqual([])
  }
})

it('accepts an address that is an API root already, and signs in with its credentials', async () => {
  const { hub } = await catalogue()
  const seen: (string | undefined)[] = []
  hub.answer = ({ headers }, response) => {
    seen.push(headers.authorization)
    response.end('{}')
  }
  const url = `${hub.url.replace('//', '//robot:pass%20word@')}/meltano/api/v1/`
  const { list } = await catalogue({ url })
  expect((await list('loader')).hub).toBe(new URL(hub.url).host)
  expect(hub.asked).toEqual(['/meltano/api/v1/plugins/loaders/index'])
  expect(seen).toEqual([`Basic ${btoa('robot:pass word')}`])
})
