import type { LogPage, LogQuery } from '@flx/shared/logs/log'
import { describe, expect, it } from 'vitest'

import { createLogReader } from '#web/features/executions/log/log-reader.ts'
import { endOf, firstOf } from '#web/features/executions/log/log-window.ts'

type Query = Partial<LogQuery> & { limit: number }

const page = (from: number, to: number, lastLine: number): LogPage => ({
  lines: Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => ({
    line: from + index,
    at: '2026-11-01T00:00:00.000Z',
    source: 'extractor',
    level: 'info',
    text: 'x',
  })),
  lastLine,
})

/**
 * A log whose answers wait until the test releases them. Each holds what was written when it was requested.
 */
function controlledLog(lastLine: number) {
  let lastWritten = lastLine
  let isAway = false
  const requests: Query[] = []
  const waiting: (() => void)[] = []
  const fetchPage = (query: Query) => {
    requests.push(query)
    const now = lastWritten
    return new Promise<LogPage>((resolve, reject) => {
      waiting.push(() => {
        if (isAway) return reject(new Error('away'))
        if (query.after !== undefined) {
          return resolve(page(query.after + 1, Math.min(now, query.after + query.limit), now))
        }
        resolve(
          page(Math.max(1, (query.before ?? now + 1) - query.limit), (query.before ?? now + 1) - 1, now),
        )
      })
    })
  }
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))
  return {
    fetchPage,
    requests,
    write: (line: number) => {
      lastWritten = line
    },
    away: (on: boolean) => {
      isAway = on
    },
    /** Answers the request that has waited longest. */
    answer: async () => {
      await settle()
      waiting.shift()?.()
      await settle()
    },
    answerAll: async () => {
      await settle()
      while (waiting.length > 0) {
        waiting.shift()?.()
        // Each answer can lead to the next request.
        // oxlint-disable-next-line no-await-in-loop
        await settle()
      }
    },
  }
}

describe('a followed log', () => {
  it('has every line when lines are written while a page is on its way', async () => {
    const log = controlledLog(21)
    const reader = createLogReader(log.fetchPage, null)
    reader.open(null)
    await log.answer()
    log.write(30)
    reader.noteLastLine(30)
    await log.answer()
    expect(endOf(reader.reading().window)).toBe(30)

    reader.noteLastLine(31)
    log.write(40)
    reader.noteLastLine(40)
    await log.answerAll()
    expect(endOf(reader.reading().window)).toBe(40)
    log.write(41)
    reader.noteLastLine(41)
    await log.answerAll()
    expect(endOf(reader.reading().window)).toBe(41)
  })

  it('has every line when a message arrives before the first page', async () => {
    const log = controlledLog(3)
    const reader = createLogReader(log.fetchPage, null)
    reader.open(null)
    await new Promise<void>((resolve) => setImmediate(resolve))
    log.write(4)
    reader.noteLastLine(4)
    log.write(5)
    reader.noteLastLine(5)
    await log.answerAll()
    expect(endOf(reader.reading().window)).toBe(5)
  })

  it('loads page after page when more new lines arrive than one page holds', async () => {
    const log = controlledLog(10)
    const reader = createLogReader(log.fetchPage, null)
    reader.open(null)
    await log.answer()
    log.write(3500)
    reader.noteLastLine(3500)
    await log.answerAll()
    expect(reader.reading().window.lines).toHaveLength(3500)
  })

  it('jumps to the end when more new lines arrive than it holds', async () => {
    const log = controlledLog(10)
    const reader = createLogReader(log.fetchPage, null)
    reader.open(null)
    await log.answer()
    log.write(1_000_000)
    reader.noteLastLine(1_000_000)
    await log.answerAll()
    expect(endOf(reader.reading().window)).toBe(1_000_000)
    expect(log.requests).toHaveLength(2)
  })

  it('catches up after a failed request once it is checked', async () => {
    const log = controlledLog(10)
    const reader = createLogReader(log.fetchPage, null)
    reader.open(null)
    await log.answer()
    log.away(true)
    log.write(12)
    reader.noteLastLine(12)
    await log.answerAll()
    expect(reader.reading().error).toEqual(new Error('away'))
    expect(log.requests).toHaveLength(2)
    log.away(false)
    void reader.check()
    await log.answerAll()
    expect(endOf(reader.reading().window)).toBe(12)
    expect(reader.reading().error).toBe(null)
  })
})

describe('a log that is read away from its end', () => {
  it('learns the new length of the log, and keeps what is shown', async () => {
    const log = controlledLog(5000)
    const reader = createLogReader(log.fetchPage, 100)
    reader.open(100)
    await log.answerAll()
    log.write(5001)
    reader.noteLastLine(5001)
    await log.answerAll()
    expect(log.requests).toHaveLength(1)
    log.write(5007)
    void reader.check()
    await log.answerAll()
    const { window } = reader.reading()
    expect([firstOf(window), endOf(window), window.lastLine]).toEqual([1, 1000, 5007])
  })

  it('is loaded at the same place when the first request failed', async () => {
    const log = controlledLog(5000)
    const reader = createLogReader(log.fetchPage, 3000)
    log.away(true)
    reader.open(3000)
    await log.answerAll()
    expect(reader.reading().loaded).toBe(false)
    log.away(false)
    reader.retry()
    await log.answerAll()
    expect(firstOf(reader.reading().window)).toBe(2501)
  })
})
