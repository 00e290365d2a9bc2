import { expect, it } from 'vitest'

import type { LogLine } from '@flx/shared/logs/log'
import { logSearchQuerySchema, type LogMatch } from '@flx/shared/logs/log-search'

import { createLogSearches } from '../../../src/app/executions/search-logs.ts'
import { describeDialects, NOON, type TestDatabase } from '../../support/database.ts'
import { anExecution, aResult, at, startedExecution, storedPipeline } from '../../support/records.ts'

const ME = { id: 'me', name: 'Me', trigger: 'manual' } as const
const never = new AbortController().signal

const logLines = (texts: readonly string[]): LogLine[] =>
  texts.map((text, index) => ({
    line: index + 1,
    at: at(index),
    source: 'loader',
    level: text.startsWith('bad') ? 'error' : 'info',
    text,
  }))

/** Twelve executions; the sixth has a log of over a megabyte with a match every thousand lines. */
async function filled({ stores }: TestDatabase) {
  const pipeline = await storedPipeline(stores)
  const ids: string[] = []
  for (let number = 1; number <= 12; number++) {
    const lease = await startedExecution(stores, pipeline, { seconds: number * 60 })
    const long = Array.from({ length: 8000 }, (_, index) =>
      index % 1000 === 999 ? `bad Needle ${index + 1}` : `${'x'.repeat(170)} ${index}`,
    )
    const short = ['start', `bad needle of ${number}`, 'needle again', 'end']
    await stores.logs.append(lease, logLines(number === 6 ? long : short))
    await stores.executions.finish(lease, aResult(), at(number * 60 + 5))
    ids.unshift(lease.executionId)
  }
  return { ids, pipeline }
}

const searcher = ({ stores }: TestDatabase) => {
  const searches = createLogSearches({ ...stores, clock: { now: () => new Date(NOON) } })
  return (query: object, signal = never) =>
    searches.search(logSearchQuerySchema.parse({ text: 'needle', ...query }), ME, signal)
}

const placeOf = ({ executionId, line }: LogMatch): string => `${executionId} ${line}`

describeDialects('searching the logs of many executions', (open) => {
  it('finds newest first, line by line backwards, and continues where a page ended', async () => {
    await using test = await open()
    const { ids, pipeline } = await filled(test)
    const search = searcher(test)
    const whole = await search({ limit: 200 })
    expect(whole).toMatchObject({ nextCursor: null, executions: 12 })
    expect(whole.items.map(placeOf)).toEqual(
      ids.flatMap((id, index) =>
        (index === 6 ? [8000, 7000, 6000, 5000, 4000, 3000, 2000, 1000] : [3, 2]).map(
          (line) => `${id} ${line}`,
        ),
      ),
    )
    expect(whole.items[0]).toMatchObject({
      pipelineName: pipeline.name,
      status: 'success',
      text: 'needle again',
    })
    const found: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof search>> = await search({
        limit: 3,
        ...(cursor !== '' && { cursor }),
      })
      // Later executions do not move the pages.
      if (cursor === '') await test.stores.executions.enqueue(anExecution(pipeline, { queuedAt: NOON }))
      expect(page.items.length).toBeLessThanOrEqual(3)
      found.push(...page.items.map(placeOf))
      cursor = page.nextCursor
    }
    expect(found).toEqual(whole.items.map(placeOf))
  })

  it('keeps to levels, a period and the list filter, and ends when abandoned or replaced', async () => {
    await using test = await open()
    const { ids } = await filled(test)
    const search = searcher(test)
    const bad = await search({ level: ['error'], limit: 200 })
    expect(bad.items).toHaveLength(11 + 8)
    const period = { from: at(180), to: at(300) }
    expect((await search(period)).items.map(({ executionId }) => executionId)).toEqual([
      ids[8],
      ids[8],
      ids[9],
      ids[9],
    ])
    expect((await search({ status: ['failed'] })).items).toEqual([])
    expect((await search({ text: 'NEEDLE 7000' })).items.map(({ line }) => line)).toEqual([7000])
    await expect(search({}, AbortSignal.abort())).rejects.toMatchObject({ code: 'unavailable' })
    const [first, second] = await Promise.allSettled([search({}), search({ limit: 1 })])
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } })
    expect(second).toMatchObject({ status: 'fulfilled' })
    await expect(search({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'malformed' })
  })
})
