import { expect, it } from 'vitest'

import { createExecutionLog } from '../../../src/engine/progress/execution-log.ts'
import { createLog } from '../../../src/core/log.ts'
import { aResult, at, startedExecution, storedPipeline } from '../../support/records.ts'
import { describeDialects } from '../../support/database.ts'

const LINES = 6000
const LIMIT = 600_000

describeDialects('a log that is too long', (open) => {
  it('keeps its beginning and its end, marks the gap, and is read across it in both directions', async () => {
    await using test = await open()
    const { stores } = test
    const lease = await startedExecution(stores, await storedPipeline(stores))
    const id = lease.executionId
    const context = {
      logs: stores.logs,
      hints: { publish: () => undefined, subscribe: () => () => undefined },
      clock: { now: () => new Date(at(0)) },
      log: createLog('silent'),
    }
    {
      await using log = createExecutionLog(context, lease, {
        lost: () => undefined,
        storageFailed: () => undefined,
        abandon: new AbortController().signal,
        limitBytes: LIMIT,
      })
      for (let from = 1; from <= LINES; from += 200) {
        for (let line = from; line < from + 200; line++) log.system('info', `${line} ${'x'.repeat(260)}`)
        expect(await log.flush()).toBe(true)
      }
    }
    await stores.executions.finish(lease, aResult({ logLines: LINES }), at(9))
    const { bytes } = await test.database.db
      .selectFrom('log_chunk')
      .select(({ fn }) => fn.sum<number>('size').as('bytes'))
      .executeTakeFirstOrThrow()
    expect(bytes).toBeGreaterThan(LIMIT * 0.8)
    expect(bytes).toBeLessThan(LIMIT * 1.3)

    const downwards = []
    for (let after = 0; ;) {
      const page = await stores.logs.page(id, { after, limit: 500 })
      if (page.lines.length === 0) break
      downwards.push(...page.lines)
      after = page.lines.at(-1)?.line ?? 0
    }
    const upwards = []
    for (let before: number | undefined; ;) {
      const page = await stores.logs.page(id, { ...(before === undefined ? {} : { before }), limit: 500 })
      expect(page.lastLine).toBe(LINES)
      if (page.lines.length === 0) break
      upwards.unshift(...page.lines)
      before = page.lines[0]?.line ?? 0
    }
    expect(upwards).toEqual(downwards)
    const streamed = []
    for await (const lines of stores.logs.stream(id)) streamed.push(...lines)
    expect(streamed).toEqual(downwards)

    const marker = downwards.findIndex(({ text }) => text.includes('are not kept'))
    const [before, mark, after] = downwards.slice(marker - 1, marker + 2)
    expect(mark?.text).toBe(
      `Lines ${((before?.line ?? 0) + 1).toLocaleString('en')} to ${((after?.line ?? 0) - 1).toLocaleString('en')} are not kept.`,
    )
    for (const { line, text } of downwards.toSpliced(marker, 1))
      expect(text.startsWith(`${line} `)).toBe(true)
    expect(downwards[0]?.line).toBe(1)
    expect(downwards.at(-1)?.line).toBe(LINES)
    // A permalink to a removed line shows where it was.
    const gone = await stores.logs.page(id, { after: (before?.line ?? 0) + 5, limit: 10 })
    expect(gone.lines[0]).toEqual(mark)
    expect(gone.lines).toHaveLength(11)
    const found = await stores.logs.page(id, { search: `${LINES} x`, limit: 5 })
    expect(found.lines).toMatchObject([{ line: LINES }])
  })
})
