import type { Dataset, Flow } from '@flx/shared/lineage/lineage'
import type { RunEventType } from '@flx/shared/lineage/open-lineage'
import type { ExecutionChange } from '@flx/shared/live/live'
import { describe, expect, it } from 'vitest'

import { meltanoJob, templateJob } from '../../../../src/domain/lineage/open-lineage/parent-jobs.ts'
import { runEvent, testEvent, type RunFacts } from '../../../../src/domain/lineage/open-lineage/run-event.ts'
import { readSchemas, schemasFolder } from './open-lineage-schemas.ts'

const [RUN, BEFORE, FIRST] = [1, 2, 3].map((digit) => `01939c1e-0000-7000-8000-00000000000${digit}`)
const AT = '2026-11-29T10:00:00.000Z'

const execution = {
  ...{ id: RUN, pipelineId: 'pipeline', pipelineName: 'orders', status: 'success', trigger: 'schedule' },
  ...{ queuedAt: AT, startedAt: AT, finishedAt: AT, errorMessage: null, steps: [] },
  streams: [{ stream: 'orders', records: 3, batches: 0, bytes: 120 }],
} as unknown as ExecutionChange

const dataset = (
  id: string,
  namespace: string,
  kind: Dataset['kind'],
  columns: Dataset['columns'],
): Dataset => ({
  ...{ id, kind, namespace, name: `shop.public.${id}`, dbt: null, tool: null, columns },
  ...{ firstSeenAt: AT, changedAt: AT },
})
const COLUMNS = [
  { name: 'id', type: 'integer' },
  { name: 'total', type: null },
]
/** Every kind of place: those whose namespace is an address, and those with a word or a path. */
const DATASETS = [
  dataset('orders', 'tap-shop', 'stream', COLUMNS),
  dataset('loaded', 'postgres://warehouse:5432', 'table', COLUMNS),
  dataset('built', 'duckdb:///data/der Öffentliche Ordner.duckdb', 'table', COLUMNS),
  dataset('written', 'file', 'file', []),
]
const flow = (from: string, to: string, more: Partial<Flow>): Flow => ({
  ...{ id: `${from}-${to}`, from, to, pipelineId: 'pipeline', step: 'load', certainty: 'observed' },
  ...{ sameNames: true, stream: 'orders', columns: [], executionId: RUN ?? '', since: AT, until: null },
  ...more,
})
const FLOWS = [
  flow('orders', 'loaded', {}),
  flow('loaded', 'built', {
    ...{ step: 'transform', sameNames: false, stream: null },
    columns: [{ from: 'total', to: 'revenue', computed: true }],
  }),
  flow('orders', 'written', { sameNames: false }),
]

const facts = (more: Partial<RunFacts> = {}): RunFacts => ({
  ...{
    namespace: 'flx-pipelines',
    version: '0.1.0',
    execution,
    pipeline: undefined,
    flows: [],
    datasets: [],
  },
  ...{ nominalTime: null, parent: null, template: null, errorLines: [] },
  ...more,
})
const parent = (jobName: string, rootName = jobName): RunFacts['parent'] => ({
  run: { runId: BEFORE ?? '', jobName },
  root: { runId: FIRST ?? '', jobName: rootName },
})

const TYPES: readonly RunEventType[] = ['START', 'RUNNING', 'COMPLETE', 'FAIL', 'ABORT']
const CASES: readonly (readonly [string, Partial<RunFacts>])[] = [
  ['of a pipeline that is gone', {}],
  ['with columns and what they come from', { flows: FLOWS, datasets: DATASETS }],
  [
    'with output statistics without bytes',
    {
      ...{ flows: FLOWS, datasets: DATASETS },
      execution: {
        ...execution,
        streams: [{ stream: 'orders', records: 3, written: 2, batches: 1, bytes: 0 }],
      },
    },
  ],
  [
    'with description, owner and tags',
    { pipeline: { description: 'All of them', owner: 'Data team', tags: ['daily', 'of: money'] } },
  ],
  ['of a schedule', { nominalTime: AT }],
  ['after another', { parent: parent('customers', 'countries') }],
  ['of a template', { template: 'Shop of COUNTRY', parent: parent(templateJob('Shop of COUNTRY')) }],
  ['of a job of Meltano', { parent: parent(meltanoJob('shop', 'tap-csv target-duckdb')) }],
  [
    'that says why it failed',
    {
      execution: { ...execution, status: 'failed', errorMessage: 'The loader "target-postgres" failed.' },
      errorLines: ['Traceback (most recent call last):', 'KeyError: 1'],
    },
  ],
]

const schemas = schemasFolder === undefined ? null : readSchemas(schemasFolder)
const WITHOUT =
  'FLX_OPENLINEAGE_SCHEMAS names no folder with the schemas. docs/openlineage.md says where they are.'

describe('every event that is sent, by the JSON schemas of OpenLineage', () => {
  it.for(CASES)('%s', ([_what, given], { skip }) => {
    if (schemas === null) return skip(WITHOUT)
    const found = TYPES.flatMap((type) => {
      const event: unknown = JSON.parse(JSON.stringify(runEvent({ type, place: 0, at: AT }, facts(given))))
      return schemas.problemsOf(event).map((problem) => `${type} ${problem}`)
    })
    expect(found).toEqual([])
  })

  it('the test of a connection', ({ skip }) => {
    if (schemas === null) return skip(WITHOUT)
    expect(schemas.problemsOf(testEvent({ namespace: 'x', version: '1' }, RUN ?? '', AT))).toEqual([])
  })

  it('violations are found', ({ skip }) => {
    if (schemas === null) return skip(WITHOUT)
    const event = runEvent({ type: 'COMPLETE', place: 3, at: 'today' }, facts({ nominalTime: 'yesterday' }))
    expect(schemas.problemsOf(event)).toEqual([
      '/eventTime: must match format "date-time"',
      '/run/facets/nominalTime/nominalStartTime: must match format "date-time"',
    ])
  })

  it('the folder has the versions that the facets name', ({ skip }) => {
    if (schemas === null) return skip(WITHOUT)
    const others = schemas.otherVersions()
    if (others.length > 0) return skip(`Checked by another version of their schema: ${others.join(', ')}.`)
    expect(others).toEqual([])
  })
})
