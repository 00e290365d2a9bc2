import type { AlertCondition } from '@flx/shared/alert'
import { describe, expect, it } from 'vitest'

import { judge, nextAttempt, type EndedExecution } from '../../../src/domain/alerts/alert-rules.ts'

const execution = (values: Partial<EndedExecution> = {}): EndedExecution => ({
  id: 'e',
  status: 'success',
  recordsProcessed: 100,
  durationSeconds: 50,
  errorMessage: null,
  ...values,
})
const failed = execution({ status: 'failed', errorMessage: 'no route to host' })
const cancelled = execution({ status: 'cancelled' })
const ten = Array.from({ length: 10 }, () => execution())

const verdict = (
  condition: AlertCondition,
  ended: EndedExecution,
  before: EndedExecution[] = [],
  threshold: number | null = null,
) => judge({ condition, threshold }, ended, before).kind

describe('alert rules', () => {
  it('a failure opens with its message, a success closes, a cancel has no effect', () => {
    expect(judge({ condition: 'failure', threshold: null }, failed, [])).toEqual({
      kind: 'open',
      message: 'The execution failed: no route to host',
    })
    expect(verdict('failure', execution())).toBe('close')
    expect(verdict('failure', cancelled)).toBe('none')
  })

  it('failures in a row are counted across cancelled executions, and end with a success', () => {
    expect(verdict('failures-in-a-row', failed, [failed, execution()])).toBe('none')
    expect(verdict('failures-in-a-row', failed, [cancelled, failed, cancelled, failed])).toBe('open')
    expect(verdict('failures-in-a-row', failed, [failed], 2)).toBe('open')
    expect(verdict('failures-in-a-row', execution(), [failed, failed])).toBe('close')
  })

  it('names durations and counts as people read them', () => {
    const message = (
      condition: AlertCondition,
      values: Partial<EndedExecution>,
      usual: Partial<EndedExecution>,
    ) =>
      judge(
        { condition, threshold: null },
        execution(values),
        Array.from({ length: 5 }, () => execution(usual)),
      )
    expect(message('long', { durationSeconds: 7325 }, { durationSeconds: 1080 })).toMatchObject({
      message: 'The execution took 2h 02m 05s; 18m 00s is usual.',
    })
    expect(message('low', { recordsProcessed: 1 }, { recordsProcessed: 12_345 })).toMatchObject({
      message: 'The execution succeeded with 1 record; 12,345 is usual.',
    })
  })

  it('longer than usual needs three successes to compare with and more than a minute', () => {
    expect(verdict('long', execution({ durationSeconds: 151 }), ten)).toBe('open')
    expect(verdict('long', execution({ durationSeconds: 149 }), ten)).toBe('close')
    expect(verdict('long', execution({ durationSeconds: 151 }), ten.slice(0, 2))).toBe('none')
    // A short duration closes in any case: an incident can close although retention left too few to compare with.
    expect(verdict('long', execution({ durationSeconds: 1 }), ten.slice(0, 2))).toBe('close')
    const quick = Array.from({ length: 5 }, () => execution({ durationSeconds: 1 }))
    expect(verdict('long', execution({ durationSeconds: 59 }), quick)).toBe('close')
  })

  it('empty is a success without records where there usually are some', () => {
    expect(verdict('empty', execution({ recordsProcessed: 0 }), ten)).toBe('open')
    expect(verdict('empty', execution({ recordsProcessed: 0 }))).toBe('close')
    expect(verdict('empty', execution({ recordsProcessed: 1 }), ten)).toBe('close')
    expect(verdict('empty', execution({ status: 'failed', recordsProcessed: 0 }), ten)).toBe('none')
  })

  it('low is under ten per cent of the median, or as the rule says', () => {
    expect(verdict('low', execution({ recordsProcessed: 9 }), ten)).toBe('open')
    expect(verdict('low', execution({ recordsProcessed: 10 }), ten)).toBe('close')
    expect(verdict('low', execution({ recordsProcessed: 40 }), ten, 50)).toBe('open')
  })

  it('a delivery is tried six times over some hours', () => {
    const now = new Date('2026-11-23T10:00:00.000Z')
    expect(nextAttempt(1, now)).toBe('2026-11-23T10:01:00.000Z')
    expect(nextAttempt(5, now)).toBe('2026-11-23T14:00:00.000Z')
    expect(nextAttempt(6, now)).toBeNull()
  })
})
