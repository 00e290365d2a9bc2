import type { LogLevel, LogLine, LogSource } from '@flx/shared/logs/log'
import { expect, test } from 'vitest'

import { foldLines, type LogItem } from '#web/features/executions/log/log-fold.ts'

const log = (...texts: (string | [string, LogLevel, LogSource?])[]): LogLine[] =>
  texts.map((entry, index) => {
    const [text, level = 'info', source = 'extractor'] = typeof entry === 'string' ? [entry] : entry
    return { line: index + 1, at: '2026-11-28T08:00:00.000Z', text, level, source }
  })

/** Line numbers; folds as `first-last`. */
const summarise = (items: readonly LogItem[]) =>
  items.map((item) =>
    item.kind === 'line' ? item.line.line : `${item.kind} ${item.first.line}-${item.last.line}`,
  )

const pages = (count: number) => Array.from({ length: count }, (_, page) => `GET /orders?page=${page + 1}`)

test('frames of a traceback are folded, its error stays', () => {
  const lines = log(
    'starts',
    'Traceback (most recent call last):',
    '  File "tap.py", line 3, in main',
    '    sync()',
    '  File "tap.py", line 9, in sync',
    ['ValueError: no such stream', 'error'],
    'ends',
  )
  expect(summarise(foldLines(lines, []))).toEqual([1, 'traceback 2-5', 6, 7])
})

test('of chained tracebacks the last error stays', () => {
  const frames = ['Traceback (most recent call last):', '  File "a.py", line 3', '    sync()']
  const lines = log(
    ...frames,
    'KeyError: id',
    '',
    'During handling of the above exception, another exception occurred:',
    '',
    ...frames,
    'RuntimeError: it is over',
  )
  expect(summarise(foldLines(lines, []))).toEqual(['traceback 1-10', 11])
})

test('a run of lines that differ in values is folded except for its ends', () => {
  expect(summarise(foldLines(log('starts', ...pages(20), 'done'), []))).toEqual([
    1,
    2,
    'similar 3-20',
    21,
    22,
  ])
})

test('rounds of a few kinds of lines are one run', () => {
  const rounds = Array.from({ length: 10 }, (_, round) => [
    `GET page ${round}`,
    `wrote batch ${round}`,
  ]).flat()
  expect(summarise(foldLines(log(...rounds), []))).toEqual([1, 'similar 2-19', 20])
})

test('warnings, errors and lines of another source end a run', () => {
  const lines = log(...pages(5), ['slow', 'warning'], ...pages(5), ['written', 'info', 'loader'], ...pages(5))
  expect(foldLines(lines, []).every(({ kind }) => kind === 'line')).toBe(true)
})

test('an opened fold shows its lines, and stays open when more is loaded', () => {
  const lines = log(...pages(20))
  const opened = [{ from: 5, to: 5 }]
  expect(summarise(foldLines(lines, opened))).toHaveLength(20)
})

test('a long run is folded in parts, so that the log can always be scrolled', () => {
  expect(summarise(foldLines(log(...pages(450)), []))).toEqual([
    1,
    'similar 2-199',
    200,
    201,
    'similar 202-399',
    400,
    401,
    'similar 402-449',
    450,
  ])
})
