import { expect, it } from 'vitest'

import type { LogLine, LogPage } from '@flx/shared/logs/log'

import { describeDialects } from '../../support/database.ts'
import { at, startedExecution, storedPipeline } from '../../support/records.ts'

const numbers = (page: LogPage): number[] => page.lines.map(({ line }) => line)

/** 2,000 lines over several chunks: every hundredth is an error of the loader, and every line ends with its number. */
const lines = Array.from({ length: 2000 }, (_, index): LogLine => {
  const line = index + 1
  const isError = line % 100 === 0
  return {
    line,
    at: at(line / 1000),
    source: isError ? 'loader' : line % 2 === 0 ? 'extractor' : 'transform',
    level: isError ? 'error' : line === 777 ? 'warning' : 'info',
    text: `${isError ? 'ÄRGER 100%_\\ failed' : `${'x'.repeat(150)} Fine`} ${line}.`,
  }
})

describeDialects('searching a log', (open) => {
  it('finds from the end backwards and from a line forwards, page by page', async () => {
    await using test = await open()
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    await test.stores.logs.append(lease, lines)
    const find = (query: object) => test.stores.logs.page(lease.executionId, { limit: 500, ...query })

    const last = await find({ search: 'FAILED', limit: 3 })
    expect(numbers(last)).toEqual([1800, 1900, 2000])
    expect(last).toMatchObject({ lastLine: 2000, searchedTo: 1800 })
    expect(numbers(await find({ search: 'failed', limit: 3, before: 1800 }))).toEqual([1500, 1600, 1700])
    expect(numbers(await find({ search: 'failed', limit: 2, after: 1500 }))).toEqual([1600, 1700])
    const all = await find({ search: 'failed' })
    expect(all.lines).toHaveLength(20)
    expect(all.searchedTo).toBeNull()
    expect(await find({ search: 'nowhere' })).toEqual({ lines: [], lastLine: 2000, searchedTo: null })
    expect(numbers(await find({ search: 'fine 777.' }))).toEqual([777])
    expect(numbers(await find({ search: 'x fine 1.' }))).toEqual([1])
  })

  it('treats pattern characters as text, and ignores case in other alphabets too', async () => {
    await using test = await open()
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    await test.stores.logs.append(lease, lines)
    const find = async (search: string) =>
      numbers(await test.stores.logs.page(lease.executionId, { limit: 500, search })).length
    expect(await find('100%_\\')).toBe(20)
    expect(await find('100%%')).toBe(0)
    expect(await find('ärger')).toBe(20)
    expect(await find('_')).toBe(20)
  })

  it('filters by levels and sources', async () => {
    await using test = await open()
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    await test.stores.logs.append(lease, lines)
    const find = async (query: object) =>
      numbers(await test.stores.logs.page(lease.executionId, { limit: 500, ...query }))
    expect(await find({ level: ['warning'] })).toEqual([777])
    expect(await find({ level: ['error', 'warning'], after: 700, limit: 2 })).toEqual([777, 800])
    expect(await find({ source: ['loader'], search: '2000' })).toEqual([2000])
    expect(await find({ source: ['mapper'] })).toEqual([])
    // The first error of all.
    expect(await find({ level: ['error'], after: 0, limit: 1 })).toEqual([100])
  })
})
