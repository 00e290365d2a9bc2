import { foreignJobQuerySchema } from '@flx/shared/lineage/foreign'
import { datasetListQuerySchema } from '@flx/shared/lineage/lineage'
import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'
import { expect, it } from 'vitest'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import type { Place, LineageEvent } from '../../../src/domain/lineage/foreign/foreign-event.ts'
import { createReport } from '../../../src/domain/lineage/lineage-report.ts'
import { limitsOf } from '../../../src/domain/operations/retention.ts'
import { describeDialects } from '../../support/database.ts'
import { at, newId, startedExecution, storedPipeline } from '../../support/records.ts'

const DAY = 86_400
const noteOf = ({ id, name }: { id: string; name: string }): AuditNote => ({
  ...{ actor: { id: 'ada', name: 'Ada' }, action: 'create', entityType: 'foreign-job' },
  ...{ entityId: id, entityName: name },
})
const place = (name: string): Place => ({ kind: 'table', namespace: 'postgres://db:5432', name })
const lineageEvent = (name: string, seconds: number, inputs: string[], outputs: string[]): LineageEvent => ({
  ...{ at: at(seconds), tool: 'dbt', job: { namespace: 'dbt', name, tool: 'dbt', parent: null } },
  run: { id: newId(), status: 'success', moves: true, error: null },
  moved: { inputs: inputs.map(place), outputs: outputs.map(place), links: [] },
  described: [],
})
const aliased = (name: string, alias: string) => ({
  ...{ place: place(name), columns: [], aliases: [place(alias)] },
})
const datasets = async ({ lineage }: Stores): Promise<string[]> =>
  (await lineage.list(datasetListQuerySchema.parse({}))).items.map(({ name }) => name).toSorted()
const jobs = async ({ foreignLineage }: Stores): Promise<string[]> =>
  (await foreignLineage.list(foreignJobQuerySchema.parse({}))).items.map(({ name }) => name)

describeDialects('lineage reported by other tools', (open) => {
  it('is swept with executions: jobs not heard of for too long, and what only they reported', async () => {
    await using database = await open()
    const { stores } = database
    await stores.foreignLineage.receive([lineageEvent('old', 0, ['a'], ['b'])], at(0), noteOf)
    await stores.foreignLineage.receive([lineageEvent('new', 9 * DAY, ['b'], ['c'])], at(9 * DAY), noteOf)
    expect(await jobs(stores)).toEqual(['new', 'old'])
    const other = {
      ...lineageEvent('old', 1, ['a'], ['b']),
      described: [aliased('a', 'x'), aliased('b', 'y')],
    }
    await stores.foreignLineage.receive([other], at(0), noteOf)
    const limits = limitsOf({ ...DEFAULT_RETENTION, executionDays: 5 }, new Date(at(10 * DAY)))
    const { lineage: foretold } = await stores.retention.preview(limits)
    const { rows, bytes } = await stores.retention.sweep('lineage', limits, '', 100)
    // The sweep itself ended a flow, and removed it with its job; names were predicted.
    expect([foretold.rows, rows, bytes > foretold.bytes]).toEqual([2, 3, true])
    expect(await jobs(stores)).toEqual(['new'])
    expect(await datasets(stores)).toEqual(['b', 'c'])
  })

  it('joins tables reported in a file by part of the path, when it matches one file here', async () => {
    await using database = await open()
    const { stores } = database
    const ours = async (pipelineName: string, path: string) => {
      const pipeline = await storedPipeline(stores, { name: pipelineName })
      const lease = await startedExecution(stores, pipeline)
      const report = createReport()
      const place = (namespace: string, name: string) => report.dataset({ kind: 'table', namespace, name })
      report.flow(place('tap-csv', 'orders'), place(`duckdb://${path}`, 'warehouse.tap_csv.orders'), {
        ...{ step: 'load', certainty: 'observed', sameNames: true, columns: [], stream: 'orders' },
      })
      const given = { report: report.done(true), hash: path, at: at(0) }
      expect(await stores.lineage.record(lease, { pipelineId: pipeline.id, ...given })).toBe(true)
    }
    const name = (schema: string, table: string): Place => ({
      ...{ kind: 'table' as const, namespace: 'duckdb://warehouse.duckdb' },
      name: `warehouse.${schema}.${table}`,
    })
    const told = (job: string, seconds: number, made: string): LineageEvent => ({
      ...lineageEvent(job, seconds, [], []),
      moved: { inputs: [name('tap_csv', 'orders')], outputs: [name('main', made)], links: [] },
    })
    const places = async () =>
      (await stores.lineage.list(datasetListQuerySchema.parse({}))).items
        .map((one) => `${one.namespace} ${one.name}`)
        .toSorted()
    await ours('first', '/data/warehouse.duckdb')
    await stores.foreignLineage.receive([told('build', 0, 'stg_orders')], at(0), noteOf)
    expect(await places()).toEqual([
      'duckdb:///data/warehouse.duckdb warehouse.main.stg_orders',
      'duckdb:///data/warehouse.duckdb warehouse.tap_csv.orders',
      'tap-csv orders',
    ])
    // It is ambiguous which of the two is meant.
    await ours('second', '/other/warehouse.duckdb')
    await stores.foreignLineage.receive([told('other', 5, 'new')], at(5), noteOf)
    expect(await places()).toContain('duckdb://warehouse.duckdb warehouse.main.new')
  })

  it('ends with a job that is forgotten, which reports whether it existed', async () => {
    await using database = await open()
    const { stores } = database
    await stores.foreignLineage.receive([lineageEvent('job', 0, ['a'], ['b'])], at(0), noteOf)
    const [job] = (await stores.foreignLineage.list(foreignJobQuerySchema.parse({}))).items
    const id = job?.id ?? ''
    expect(await stores.lineage.flowsOf(id, { moment: null, limit: 9 })).toHaveLength(1)
    expect(await stores.foreignLineage.forget(id, at(5), noteOf({ id, name: 'job' }))).toBe(true)
    expect(await stores.foreignLineage.forget(id, at(6), noteOf({ id, name: 'job' }))).toBe(false)
    expect(await stores.lineage.flowsOf(id, { moment: null, limit: 9 })).toEqual([])
    // As of before, it still moved them.
    expect(await stores.lineage.flowsOf(id, { moment: at(1), limit: 9 })).toHaveLength(1)
  })

  it('keeps the last runs of a job', async () => {
    await using database = await open()
    const { stores } = database
    for (let run = 0; run < 30; run += 1) {
      await stores.foreignLineage.receive([lineageEvent('job', run, ['a'], ['b'])], at(run), noteOf)
    }
    const { db } = database.database
    expect(await db.selectFrom('foreign_run').select('run_id').execute()).toHaveLength(20)
  })
})
