import { describe, expect, it } from 'vitest'

import { classify, failureCause } from '../../../src/domain/failures/failure-cause.ts'
import { failureReason } from '../../../src/domain/failures/failure-reason.ts'
import { aStep } from '../../support/records.ts'
import { ERROR_TEXTS } from './error-texts.ts'
import { DIFFERENT, ERROR_VALUES } from './error-values.ts'

const steps = [aStep('extract', 'failed'), aStep('load', 'cancelled')]

const ALL = [...ERROR_TEXTS, ...ERROR_VALUES]

it.each(ALL.map((texts) => [texts[0], texts] as const))('one cause, whatever the values: %s', (_, texts) => {
  const keys = texts.map((text) => classify(text).key)
  expect([...new Set(keys)]).toEqual([keys[0]])
})

it('different errors are different causes', () => {
  const first = new Map<string, string>()
  const mixed: string[][] = []
  for (const [text] of ALL) {
    const { key } = classify(text)
    const other = first.get(key)
    if (other !== undefined) mixed.push([key, other, text])
    first.set(key, text)
  }
  expect(mixed).toEqual([])
  expect(first.size).toBeGreaterThanOrEqual(120)
})

it.each(DIFFERENT)('%s is a different cause than %s', (one, other) => {
  expect(classify(one).key).not.toBe(classify(other).key)
})

describe('the reason of a failed execution', () => {
  it('is the message of the failing process, without any exit reports', () => {
    expect(
      failureReason(
        "extract-stub exited with code 1: KeyError: 'id'; load-stub was killed by SIGTERM",
        steps,
      ),
    ).toEqual({ plugin: 'extract-stub', version: '', step: 'extract', quote: "KeyError: 'id'" })
  })

  it('is the signal, not the last log line, of a process that was killed', () => {
    const message =
      'load-stub was killed by SIGKILL (unless a user killed it, the machine ran out of memory): INFO wrote batch 17'
    expect(failureCause(message, steps)).toMatchObject({ plugin: 'load-stub', step: 'load', title: /memory/ })
    expect(failureCause(message, steps).title).toMatch(/memory/)
  })

  it('is the first failed model of a dbt step', () => {
    const message =
      'dbt build: 2 of 14 failed (model fct: Database Error in model fct (models/fct.sql) column "a" does not exist; model dim: Database Error in model dim). 3 were skipped because of that'
    const cause = failureCause(message, [{ ...aStep('transform', 'failed'), plugin: 'dbt-postgres' }])
    expect(cause).toMatchObject({
      plugin: 'dbt-postgres',
      step: 'transform',
      title: 'A column that a dbt model reads no longer exists',
    })
    expect(cause.quote).toBe('Database Error in model fct (models/fct.sql) column "a" does not exist')
  })

  it.each(['The server stopped while this execution was running', 'The worker of this execution was lost'])(
    'belongs to no plugin when the product ended the execution: %s',
    (message) => {
      expect(failureCause(message, steps)).toMatchObject({
        plugin: '',
        step: '',
        title: 'The server or worker stopped during the execution',
      })
    },
  )

  it.each([
    ['left early: it exited with code 0', 'It ended before it had read all its input'],
    ['stopped early: it exited with code 0', 'It ended before it had read all its input'],
    ['wrote no Singer message in line 3: x', 'It wrote something that is not a Singer message'],
    [
      'wrote something other than a Singer message in line 3: x',
      'It wrote something that is not a Singer message',
    ],
  ])('is the same for the present and the former words of the product: %s', (message, title) => {
    expect(
      failureCause(`tap-shop ${message}`, [{ ...aStep('extract', 'failed'), plugin: 'tap-shop' }]),
    ).toMatchObject({
      title,
    })
  })

  it('keeps plugins and steps apart', () => {
    const of = (plugin: string, kind: 'extract' | 'load') =>
      failureCause(`${plugin} exited with code 1: KeyError: 'a'`, [{ ...aStep(kind, 'failed'), plugin }])
        .signature
    expect(new Set([of('tap-a', 'extract'), of('tap-b', 'extract'), of('tap-a', 'load')])).toHaveLength(3)
    expect(of('tap-a', 'extract')).toBe(of('tap-a', 'extract'))
  })
})

it('quotes a message without a known pattern, without its values', () => {
  expect(classify('Worker 3 gave up after 5 attempts on shard shard-0004').title).toBe(
    'Worker … gave up after … attempts on shard …',
  )
})

it('stays fast for a message crafted to be slow', () => {
  const began = performance.now()
  for (const text of [
    'a.'.repeat(5000),
    '"'.repeat(5000),
    '{'.repeat(5000),
    '1:'.repeat(5000),
    'column '.repeat(1500),
    'Database Error '.repeat(600),
    "relation 'x' ".repeat(600),
    'a-1'.repeat(3000),
    'SELECT '.repeat(1000),
    '{"a": '.repeat(1000),
    '["'.repeat(2000),
    'Error: "'.repeat(1000),
    ':'.repeat(5000),
  ]) {
    failureCause(text, steps)
  }
  expect(performance.now() - began).toBeLessThan(2000)
})
