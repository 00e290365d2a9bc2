import { foreignEventsSchema, type ForeignEvent } from '@flx/shared/lineage/foreign'
import { describe, expect, it } from 'vitest'

import {
  flowCoverage,
  NOT_RUN,
  buildReport,
  statusAfter,
  applyEvent,
  type ForeignRun,
} from '../../../../src/domain/lineage/foreign/foreign-run.ts'
import { readLineageEvent } from '../../../../src/domain/lineage/foreign/foreign-event.ts'

const RUN = '01939c1e-0000-7000-8000-000000000001'
const FACET = {
  _producer: 'https://example.com/tool',
  _schemaURL: 'https://openlineage.io/spec/facets/1-0-0/X.json',
}
const PLACE = { namespace: 'postgres://db:5432' }
const event = (more: object): ForeignEvent => {
  const [parsed] = foreignEventsSchema.parse({
    eventTime: '2026-11-29T10:00:00Z',
    producer: 'https://github.com/OpenLineage/OpenLineage/tree/1.40.0/integration/dbt',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    ...more,
  })
  if (parsed === undefined) throw new Error('no event')
  return parsed
}
const ofRun = (eventType: string, minute: number, more: object = {}) =>
  readLineageEvent(
    event({
      ...{
        eventType,
        eventTime: `2026-11-29T10:${String(minute).padStart(2, '0')}:00+00:00`,
        run: { runId: RUN },
      },
      ...{ job: { namespace: 'dbt', name: 'orders' }, ...more },
    }),
  )

describe('the events of a run', () => {
  const input = { ...PLACE, name: 'shop.public.orders' }
  const output = { ...PLACE, name: 'shop.marts.revenue' }
  const told = [
    ofRun('START', 0, { inputs: [input] }),
    ofRun('RUNNING', 1),
    ofRun('COMPLETE', 2, { outputs: [output] }),
  ]
  const folded = (order: readonly number[]): ForeignRun => {
    let run: ForeignRun | undefined
    for (const index of order) {
      const telling = told[index]
      if (telling !== undefined) run = applyEvent(run, telling)
    }
    if (run === undefined) throw new Error('no run')
    return run
  }

  it('give the same result in any order, and twice', () => {
    const expected = folded([0, 1, 2])
    expect(expected).toMatchObject({
      status: 'success',
      beganAt: '2026-11-29T10:00:00.000Z',
      lastAt: '2026-11-29T10:02:00.000Z',
    })
    for (const order of [
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
      [2, 2, 1, 0, 0, 1],
    ]) {
      expect(folded(order)).toEqual(expected)
    }
    const statuses = statusAfter(NOT_RUN, RUN, expected)
    expect(flowCoverage(expected, statuses)).toBe('whole')
    expect(buildReport({ namespace: 'dbt', name: 'orders' }, expected.moved, true).flows).toMatchObject([
      { from: 0, to: 1, certainty: 'observed', columns: [] },
    ])
  })

  it('leave the run of the latest event as the last run', () => {
    const older = statusAfter(NOT_RUN, 'b', { ...folded([0, 1, 2]) })
    const late = applyEvent(undefined, ofRun('FAIL', 1))
    expect(statusAfter(older, 'a', late)).toEqual(older)
    const newer = applyEvent(undefined, ofRun('FAIL', 9))
    expect(statusAfter(older, 'c', newer)).toMatchObject({
      runId: 'c',
      status: 'failed',
      succeededAt: older.succeededAt,
    })
    expect(flowCoverage(newer, older)).toBe('none')
  })
})

describe('the flows of a job', () => {
  const end = (name: string, columnLineage?: object) => ({
    ...{ ...PLACE, name },
    ...(columnLineage !== undefined && { facets: { columnLineage: { ...FACET, ...columnLineage } } }),
  })
  const flowsOf = (inputs: object[], outputs: object[]) => {
    const { datasets, flows } = buildReport(
      { namespace: 'bi', name: 'report' },
      applyEvent(undefined, ofRun('COMPLETE', 0, { inputs, outputs })).moved,
      true,
    )
    const name = (index: number) => datasets[index]?.name
    return flows.map(({ from, to, certainty, columns }) => [
      `${name(from)} > ${name(to)}`,
      ...[certainty, columns.map((pair) => `${pair.from}>${pair.to}`).join(' ')],
    ])
  }

  it('are inferred between several inputs and outputs', () => {
    expect(flowsOf([end('a'), end('b')], [end('c')]).map(([, certainty]) => certainty)).toEqual([
      'observed',
      'observed',
    ])
    expect(flowsOf([end('a'), end('b')], [end('c'), end('d')]).map(([, certainty]) => certainty)).toEqual(
      Array.from({ length: 4 }, () => 'inferred'),
    )
  })

  it('are known from columns; a column used only in a filter is not an origin', () => {
    const origin = (name: string, field: string, type?: string) => ({
      ...{ ...PLACE, name, field },
      ...(type !== undefined && { transformations: [{ type }] }),
    })
    const fields = { total: { inputFields: [origin('a', 'amount'), origin('b', 'day', 'INDIRECT')] } }
    expect(
      flowsOf(
        [end('a'), end('b'), end('e')],
        [end('c', { fields }), end('d', { dataset: [origin('e', 'x')] })],
      ),
    ).toEqual([
      ['a > c', 'observed', 'amount>total'],
      ['b > c', 'observed', ''],
      ['e > d', 'observed', ''],
    ])
  })

  it('lead into the job itself when it names one side only', () => {
    expect(flowsOf([end('a'), end('b')], [])).toEqual([
      ['a > report', 'observed', ''],
      ['b > report', 'observed', ''],
    ])
    expect(flowsOf([], [end('c')])).toEqual([['report > c', 'observed', '']])
  })
})
