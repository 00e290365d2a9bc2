import type { LogMatch } from '@flx/shared/logs/log-search'
import { describe, expect, test } from 'vitest'

import {
  FIRST_GOAL,
  goalFurtherBack,
  isNextRequestDue,
  groupMatches,
  isBroad,
  NO_GOAL,
  piecesOf,
  readLogSearch,
} from '../../src/features/executions/logs/log-search.ts'

const match = (executionId: string, line: number): LogMatch => ({
  executionId,
  line,
  pipelineId: `pipeline of ${executionId}`,
  pipelineName: 'Orders',
  status: 'failed',
  queuedAt: '2026-11-20T10:00:00.000Z',
  at: '2026-11-20T10:00:01.000Z',
  source: 'extractor',
  level: 'error',
  text: 'timed out',
})

describe('the URL', () => {
  test('has the text and the levels; unknown values are left out', () => {
    const read = (query: string) => readLogSearch(new URLSearchParams(query))
    expect(read('text=%20timed+out%20&level=error&level=loud')).toEqual({
      text: 'timed out',
      levels: ['error'],
    })
    expect(read('text=x').text).toBe('')
    expect(read('').text).toBe('')
  })
})

test('lines of one execution are one group, even over pages', () => {
  const groups = groupMatches([match('a', 9), match('a', 7), match('b', 3), match('c', 2), match('c', 1)])
  expect(
    groups.map(({ execution, lines }) => [execution.executionId, lines.map(({ line }) => line)]),
  ).toEqual([
    ['a', [9, 7]],
    ['b', [3]],
    ['c', [2, 1]],
  ])
})

describe('the marked pieces of a line', () => {
  const mark = (line: string, search: string) =>
    piecesOf(line, search).map(({ text, matches }) => (matches ? `[${text}]` : text))

  test('include upper and lower case alike, each time', () => {
    expect(mark('Timeout: read TIMEOUT', 'timeout')).toEqual(['[Timeout]', ': read ', '[TIMEOUT]'])
  })

  test('match the text literally, not as a pattern', () => {
    expect(mark('select a.* from (x)', 'a.*')).toEqual(['select ', '[a.*]', ' from (x)'])
    expect(mark('aXb', 'a.b')).toEqual(['aXb'])
    expect(mark('[1-9]', '[1-9]')).toEqual(['[[1-9]]'])
    expect(mark(String.raw`C:\temp`, String.raw`\t`)).toEqual(['C:', String.raw`[\t]`, 'emp'])
  })

  test('stay in place when a letter grows in lower case', () => {
    expect(mark('İİ error', 'error')).toEqual(['İİ ', '[error]'])
  })
})

describe('the extent of an automatic search', () => {
  test('ends when something is found, or at a limit', () => {
    expect(isNextRequestDue(FIRST_GOAL, 0, 0, false)).toBe(true)
    expect(isNextRequestDue(FIRST_GOAL, 0, 3, true)).toBe(true)
    expect(isNextRequestDue(FIRST_GOAL, 1, 3, true)).toBe(false)
    expect(isNextRequestDue(FIRST_GOAL, 0, 3, false)).toBe(false)
    expect(isNextRequestDue(FIRST_GOAL, 0, FIRST_GOAL.maxRequests, true)).toBe(false)
  })

  test('requests nothing once stopped, until it is continued', () => {
    expect(isNextRequestDue(NO_GOAL, 0, 0, true)).toBe(false)
    const further = goalFurtherBack(7, 12)
    expect(isNextRequestDue(further, 7, 12, true)).toBe(true)
    expect(isNextRequestDue(further, 8, 13, true)).toBe(false)
    expect(isNextRequestDue(further, 7, 12, false)).toBe(false)
  })
})

test('a text with matches in many lines of few executions is broad', () => {
  expect(isBroad(100, 1)).toBe(true)
  expect(isBroad(100, 20)).toBe(false)
  expect(isBroad(0, 0)).toBe(false)
})
