import type { ExecutionSummary } from '@flx/shared/executions/execution'
import { describe, expect, test } from 'vitest'

import { changeExecutionSearch, readExecutionSearch } from '#web/parts/execution-filters/execution-search.ts'
import { passesFilter } from '#web/parts/execution-filters/passes-filter.ts'

const NOW = Date.parse('2026-11-23T10:07:30Z')
const read = (query: string) => readExecutionSearch(new URLSearchParams(query), 'UTC', NOW)

describe('spans that move with the clock', () => {
  test('start at a moment that stays for a while', () => {
    expect(read('since=night').filters.from).toBe('2026-11-22T18:00:00.000Z')
    expect(read('since=hour').filters.from).toBe('2026-11-23T09:00:00.000Z')
    expect(read('since=hour')).toMatchObject({ since: 'hour', window: null })
  })

  test('no usable value, or an unknown name, means no filter', () => {
    for (const query of ['since=look', 'since=noon']) {
      expect(read(query)).toMatchObject({ since: undefined })
      expect(read(query).filters.from).toBeUndefined()
    }
  })

  test('one form of a time span replaces the others', () => {
    const after = (query: string, changes: Record<string, string>) =>
      changeExecutionSearch(new URLSearchParams(query), changes).toString()
    expect(after('status=failed&from=2026-11-01&to=2026-11-02', { since: 'night' })).toBe(
      'status=failed&since=night',
    )
    expect(after('since=night', { period: '2026' })).toBe('period=2026')
    expect(after('period=2026', { from: '2026-11-01' })).toBe('from=2026-11-01')
    expect(after('since=night', { status: 'failed' })).toBe('since=night&status=failed')
  })
})

describe('an item of a list', () => {
  const execution = {
    status: 'success',
    pipelineId: 'p1',
    pipelineName: 'Shop to warehouse',
    trigger: 'manual',
    fullRefresh: false,
    shortfall: null,
    errorMessage: null,
    queuedAt: '2026-11-23T10:00:00.000Z',
  } as unknown as ExecutionSummary

  test('passes every filter that is set', () => {
    expect(passesFilter(execution, {})).toBe(true)
    expect(
      passesFilter(execution, { status: ['success'], search: 'SHOP', from: '2026-11-23T09:00:00.000Z' }),
    ).toBe(true)
  })

  test.each([
    { status: ['failed' as const] },
    { pipelineId: 'p2' },
    { trigger: 'schedule' as const },
    { fullRefresh: true },
    { shortfall: ['low' as const] },
    { search: 'invoices' },
    { from: '2026-11-23T10:00:00.001Z' },
    { to: '2026-11-23T10:00:00.000Z' },
  ])('is held back by %j', (filters) => {
    expect(passesFilter(execution, filters)).toBe(false)
  })
})
