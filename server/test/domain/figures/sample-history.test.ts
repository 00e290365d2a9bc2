import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { createStores } from '../../../src/adapters/db/create-stores.ts'
import { migrate } from '../../../src/adapters/db/operations/migrate.ts'
import { openSqlite } from '../../../src/adapters/db/core/open-database.ts'
import { rebuildAggregates } from '../../../src/adapters/db/figures/rebuild-aggregates.ts'
import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import { createSecretBox } from '../../../src/adapters/secrets/secret-box.ts'
import { insertHistory } from '../../../src/demo/insert-history.ts'
import { sampleHistory, type HistoryOptions } from '../../../src/demo/sample-history.ts'
import { aPipeline, executionQuery, pipelineQuery } from '../../support/records.ts'

const END = Date.parse('2026-11-23T12:00:00Z')
const pipelines = Array.from({ length: 12 }, (_pipeline, index) => aPipeline({ name: `Pipeline ${index}` }))
const wish: HistoryOptions = { pipelines, executions: 3000, end: END, days: 90 }

it('is a plausible history in order, the same every time', () => {
  const history = [...sampleHistory(wish)]
  expect(history).toHaveLength(3000)
  expect(history.map(({ queuedAt }) => queuedAt)).toEqual(
    history.map(({ queuedAt }) => queuedAt).toSorted((a, b) => a - b),
  )
  expect(history.at(-1)?.queuedAt).toBeLessThan(END)
  const failed = history.filter(({ status }) => status === 'failed')
  expect(failed.length).toBeGreaterThan(20)
  expect(failed.length).toBeLessThan(900)
  expect(failed.every(({ errorMessage }) => errorMessage !== null)).toBe(true)
  expect([...sampleHistory(wish)]).toEqual(history)
})

it('is stored as executions labelled as samples, with lists, logs and figures', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-history-'))
  try {
    const file = join(folder, 'flx.db')
    await using database = openSqlite(file)
    await migrate(database)
    const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'test.key' })
    const stores = createStores(database, { secretBox, clock: { now: () => new Date(END) } })
    await using _reader = stores.reader
    for (const pipeline of pipelines) await stores.pipelines.create(pipeline)
    expect(await stores.statistics.hasSampleHistory()).toBe(false)
    expect(insertHistory(file, sampleHistory(wish))).toBe(3000)
    expect(await rebuildAggregates(createWriter(database))).toMatchObject({ counted: 3000 })

    expect(await stores.statistics.hasSampleHistory()).toBe(true)
    const { items, total } = await stores.executions.list(executionQuery({ trigger: 'sample' }))
    expect(total).toBe(3000)
    expect(items[0]).toMatchObject({ trigger: 'sample', triggeredBy: 'Sample history' })
    const logOf = async (id: string | undefined) =>
      (await stores.logs.page(id ?? '', { after: 0, limit: 2000 } as Parameters<typeof stores.logs.page>[1]))
        .lines
    expect((await logOf(items[0]?.id))[0]?.text).toMatch(/^Sample history: .* Nothing ran\.$/)
    // A recent failure is long enough to look for its reason, and states it.
    const [late] = (await stores.executions.list(executionQuery({ status: ['failed'] }))).items
    const lines = await logOf(late?.id)
    expect(lines.length).toBeGreaterThan(80)
    const times = lines.map(({ at }) => at)
    expect(times).toEqual(times.toSorted())
    expect(new Set(lines.map(({ text }) => text)).size).toBeGreaterThan(60)
    expect(lines.map(({ text }) => text)).toContain('Traceback (most recent call last):')
    expect(lines.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1))
    const record = await stores.executions.find(late?.id ?? '')
    expect(record?.errorLines.length).toBeGreaterThan(3)
    for (const line of record?.errorLines ?? []) expect(lines[line.line - 1]).toEqual(line)
    const { success, failed, cancelled } = await stores.statistics.allTime()
    expect(success + failed + cancelled).toBe(3000)
    const [newest] = (await stores.pipelines.list(pipelineQuery({ sort: '-lastExecutionAt' }))).items
    expect(newest?.id).toBe(items[0]?.pipelineId)
    const [found] = await stores.statistics.recentFailures(null, 1)
    expect(found?.errorMessage).toMatch(/exited with code 1/)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
