import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { NO_OPEN_LINEAGE } from '@flx/shared/lineage/open-lineage'
import { expect, it } from 'vitest'

import { openTestDatabase } from '../support/database.ts'
import { Client } from '../support/client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { EVERYTHING } from '../support/sweep.ts'

const ADMIN = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }
/** `npm run test:nightly` kills it more often, and at random. */
const { FLX_TEST_KILLS } = process.env
const atRandom = FLX_TEST_KILLS !== undefined
const KILLS = {
  sqlite: Number(FLX_TEST_KILLS ?? (EVERYTHING ? 4 : 2)),
  postgres: Number(FLX_TEST_KILLS ?? 2),
}
/** The change log and the outbox are the same on both: PostgreSQL is killed in the nightly run. */
const DIALECTS = EVERYTHING || atRandom ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const)
const PLACES = ['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT']

it.each(DIALECTS)(
  'loses no run event and keeps their order when the server is killed again and again (%s)',
  async (dialect) => {
    const kills = KILLS[dialect]
    await using database = await openTestDatabase(dialect)
    const folder = await mkdtemp(join(tmpdir(), 'flx-events-'))
    const received = new Map<string, string[]>()
    let arrived = (): void => undefined
    let count = 0
    const receiver = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        const { eventType, run } = JSON.parse(text) as { eventType: string; run: { runId: string } }
        count += 1
        received.set(run.runId, [...(received.get(run.runId) ?? []), eventType])
        // Sometimes the kill comes before the answer: the server cannot know that it arrived.
        if (atRandom && Math.random() < 0.5) response.writeHead(201).end(arrived)
        else {
          arrived()
          response.writeHead(201).end()
        }
      })
    })
    receiver.listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
    const env = {
      ...(dialect === 'postgres' && { FLX_DATABASE_URL: database.url }),
      FLX_DATA_DIR: folder,
      FLX_LOG_LEVEL: 'silent',
      FLX_ALERT_PRIVATE_ADDRESSES: 'true',
    }
    let server = new ServerProcess(env)
    try {
      const first = new Client(await server.ready())
      await first.post('/api/setup', ADMIN)
      await first.signIn(ADMIN.email, ADMIN.password)
      const settings = { ...NO_OPEN_LINEAGE, isActive: true, url }
      expect((await first.put('/api/openlineage/connection', settings)).status).toBe(200)
      const { body: samples } = await first.post('/api/samples')
      // Two are enough for the four places; at random, many at once are killed in more ways.
      const ids = (samples.items as { id: string }[]).map(({ id }) => id).slice(0, atRandom ? undefined : 2)
      const executions: string[] = []
      let client = first
      for (let kill = 0; kill < kills; kill += 1) {
        let accepted = 0
        for (const id of ids) {
          const { status, body } = await client.post(`/api/pipelines/${id}/execute`)
          if (status !== 202) continue
          executions.push(body.id)
          accepted += 1
        }
        // After one event more, two …: at the arrival of a START, between, at an end. Each accepted one starts,
        // whatever happens: at least that many events will come.
        const until = count + (atRandom ? Math.floor(Math.random() * (accepted + 1)) : 1 + kill)
        await new Promise<void>((resolve) => {
          arrived = () => void (count >= until && resolve())
          arrived()
        })
        server.child.kill('SIGKILL')
        await server.ended
        server = new ServerProcess(env)
        client = new Client(await server.ready())
        client.cookie = first.cookie
      }
      const isTold = (id: string): boolean =>
        ['COMPLETE', 'FAIL', 'ABORT'].includes(received.get(id)?.at(-1) ?? '')
      await new Promise<void>((resolve) => {
        arrived = () => void (executions.every(isTold) && resolve())
        arrived()
      })
      expect(executions.length).toBeGreaterThan(kills)
      for (const id of executions) {
        const types = received.get(id) ?? []
        expect(types[0]).toBe('START')
        const places = types.map((type) => Math.min(PLACES.indexOf(type), 2))
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        // Sent twice if the answer was lost; never two different ends.
        expect(new Set(types.filter((type) => PLACES.indexOf(type) > 1)).size).toBe(1)
      }
    } finally {
      server.child.kill('SIGKILL')
      await server.ended
      receiver.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
  300_000 + KILLS.sqlite * 60_000,
)
