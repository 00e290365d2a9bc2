import { expect, it } from 'vitest'

import type { LogLine, LogPage } from '@flx/shared/logs/log'

import { describeDialects } from '../../support/database.ts'
import { at, startedExecution, storedPipeline } from '../../support/records.ts'

const line = (number: number, text = `line ${number}`): LogLine => ({
  line: number,
  at: at(number / 1000),
  source: number % 2 === 0 ? 'loader' : 'extractor',
  level: 'info',
  text,
})
const lines = (from: number, to: number, text?: string): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, index) => line(from + index, text))
const numbers = (page: Pick<LogPage, 'lines'>): number[] => page.lines.map(({ line }) => line)

describeDialects('the log', (open) => {
  it('returns every line unchanged, in order', async () => {
    await using test = await open()
    const { logs } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    const texts = [
      '',
      '\t',
      'a\tb\t',
      'two\nlines',
      'Zürich 🦊',
      "'; drop table log_chunk; --",
      '\r',
      ' ',
      'x'.repeat(70_000),
    ]
    const written = texts.map((text, index) => line(index + 1, text))
    expect(await logs.append(lease, written.slice(0, 4))).toBe(true)
    expect(await logs.append(lease, [])).toBe(true)
    expect(await logs.append(lease, written.slice(4))).toBe(true)
    const { lines: read, lastLine } = await logs.page(lease.executionId, { limit: 500 })
    expect(read).toEqual(written)
    expect(lastLine).toBe(9)
    await logs.append(lease, [line(10, 'nul \0')])
    expect((await logs.page(lease.executionId, { after: 9, limit: 1 })).lines[0]?.text).toBe('nul \u2400')
  })

  it('grows its last chunk by small appends and starts another when that is full', async () => {
    await using test = await open()
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    for (let number = 1; number <= 200; number++) {
      await test.stores.logs.append(lease, [line(number, 'x'.repeat(1000))])
    }
    const chunks = await test.database.db
      .selectFrom('log_chunk')
      .select(['first_line', 'last_line', 'size', 'level_mask', 'source_mask'])
      .orderBy('first_line')
      .execute()
    expect(chunks.length).toBe(4)
    for (const chunk of chunks) expect(chunk.size).toBeLessThan(70_000)
    expect(chunks.map((chunk) => chunk.first_line)).toEqual([
      1,
      ...chunks.slice(0, -1).map((chunk) => chunk.last_line + 1),
    ])
    expect(chunks[0]).toMatchObject({ level_mask: 0b10, source_mask: 0b010100 })
  })

  it('is read in pages after, before and at the end', async () => {
    await using test = await open()
    const { logs } = test.stores
    const { executionId, token } = await startedExecution(test.stores, await storedPipeline(test.stores))
    expect(await logs.page(executionId, { limit: 10 })).toEqual({ lines: [], lastLine: 0 })
    await logs.append({ executionId, token }, lines(1, 5000, 'some text that fills the chunks'))
    const page = async (query: { after?: number; before?: number }) => {
      const { lines: read, lastLine } = await logs.page(executionId, { ...query, limit: 3 })
      expect(lastLine).toBe(5000)
      return read.map(({ line }) => line)
    }
    expect(await page({})).toEqual([4998, 4999, 5000])
    expect(await page({ after: 0 })).toEqual([1, 2, 3])
    expect(await page({ after: 2499 })).toEqual([2500, 2501, 2502])
    expect(await page({ after: 4999 })).toEqual([5000])
    expect(await page({ after: 5000 })).toEqual([])
    expect(await page({ after: 9999 })).toEqual([])
    expect(await page({ before: 2500 })).toEqual([2497, 2498, 2499])
    expect(await page({ before: 3 })).toEqual([1, 2])
    expect(await page({ before: 1 })).toEqual([])
    expect(await page({ before: 99_999 })).toEqual([4998, 4999, 5000])
    expect(await page({ after: 10, before: 13 })).toEqual([11, 12])
  })

  it('is read whole by following pages in both directions', async () => {
    await using test = await open()
    const { logs } = test.stores
    const { executionId, token } = await startedExecution(test.stores, await storedPipeline(test.stores))
    const all = lines(1, 3000, 'y'.repeat(200))
    await logs.append({ executionId, token }, all)
    const forward: number[] = []
    for (let after = 0; ; after = forward.at(-1) ?? 0) {
      const page = numbers(await logs.page(executionId, { after, limit: 700 }))
      if (page.length === 0) break
      forward.push(...page)
    }
    const backward: number[] = []
    for (let before = 3001; before > 1; before = backward[0] ?? 1) {
      backward.unshift(...numbers(await logs.page(executionId, { before, limit: 700 })))
    }
    expect(forward).toEqual(all.map(({ line }) => line))
    expect(backward).toEqual(forward)
  })

  it('keeps a page of very long lines within bounds, without skipping lines between pages', async () => {
    await using test = await open()
    const { logs } = test.stores
    const { executionId, token } = await startedExecution(test.stores, await storedPipeline(test.stores))
    await logs.append({ executionId, token }, lines(1, 100, 'z'.repeat(65_536)))
    const first = numbers(await logs.page(executionId, { after: 0, limit: 2000 }))
    expect(first.length).toBeLessThan(70)
    expect(first.slice(0, 3)).toEqual([1, 2, 3])
    const next = numbers(await logs.page(executionId, { after: first.at(-1) ?? 0, limit: 2000 }))
    expect(next[0]).toBe((first.at(-1) ?? 0) + 1)
    const last = numbers(await logs.page(executionId, { limit: 2000 }))
    expect(last.at(-1)).toBe(100)
    expect(last.length).toBeLessThan(70)
  })

  it('streams all lines in order for a download', async () => {
    await using test = await open()
    const { logs } = test.stores
    const { executionId, token } = await startedExecution(test.stores, await storedPipeline(test.stores))
    const all = lines(1, 4000, 'w'.repeat(500))
    await logs.append({ executionId, token }, all)
    const read: LogLine[] = []
    for await (const part of logs.stream(executionId)) read.push(...part)
    expect(read).toEqual(all)
  })

  it('stores a repeated append once and refuses one that leaves a gap', async () => {
    await using test = await open()
    const { logs } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    await logs.append(lease, lines(1, 3))
    await logs.append(lease, lines(2, 5))
    expect(numbers(await logs.page(lease.executionId, { limit: 10 }))).toEqual([1, 2, 3, 4, 5])
    await expect(logs.append(lease, [line(7)])).rejects.toThrow('Log line 7')
    expect(numbers(await logs.page(lease.executionId, { limit: 10 }))).toEqual([1, 2, 3, 4, 5])
  })

  it('counts its warnings and errors once each; a log older than the counts has none', async () => {
    await using test = await open()
    const { logs } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    const id = lease.executionId
    await logs.append(lease, lines(1, 3))
    expect(await logs.levels(id)).toEqual({ warnings: 0, errors: 0 })
    const bad: LogLine[] = [
      { ...line(4), level: 'warning' },
      { ...line(5), level: 'error' },
    ]
    await logs.append(lease, bad)
    await logs.append(lease, [...bad, { ...line(6), level: 'error' }])
    expect(await logs.levels(id)).toEqual({ warnings: 1, errors: 2 })
    await test.database.db.deleteFrom('log_level_count').execute()
    expect(await logs.levels(id)).toBeNull()
  })
})
