import { foreignJobQuerySchema } from '@flx/shared/lineage/foreign'
import { datasetListQuerySchema } from '@flx/shared/lineage/lineage'
import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'
import { expect, it } from 'vitest'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import type { AuditNote } from '../../../src/domain/access/audit-log.ts'
import type { Place, Telling } from '../../../src/domain/lineage/foreign/foreign-telling.ts'
import { limitsOf } from '../../../src/domain/operations/retention.ts'
import { describeDialects } from '../../support/database.ts'
import { at, newId } from '../../support/records.ts'

const DAY = 86_400
const noteOf = ({ id, name }: { id: string; name: string }): AuditNote => ({
  ...{ actor: { id: 'ada', name: 'Ada' }, action: 'create', entityType: 'foreign-job' },
  ...{ entityId: id, entityName: name },
})
const place = (name: string): Place => ({ kind: 'table', namespace: 'postgres://db:5432', name })
const telling = (name: string, seconds: number, inputs: string[], outputs: string[]): Telling => ({
  ...{ at: at(seconds), tool: 'dbt', job: { namespace: 'dbt', name, tool: 'dbt', parent: null } },
  run: { id: newId(), status: 'success', moves: true, error: null },
  moved: { inputs: inputs.map(place), outputs: outputs.map(place), links: [] },
  described: [],
})
const datasets = async ({ lineage }: Stores): Promise<string[]> =>
  (await lineage.list(datasetListQuerySchema.parse({}))).items.map(({ name }) => name).toSorted()
const jobs = async ({ foreignLineage }: Stores): Promise<string[]> =>
  (await foreignLineage.list(foreignJobQuerySchema.parse({}))).items.map(({ name }) => name)

describeDialects('what other tools tell', (open) => {
  it('goes with the executions: jobs not heard of for so long, and what only they told of', async () => {
    await using database = await open()
    const { stores } = database
    await stores.foreignLineage.receive([telling('old', 0, ['a'], ['b'])], at(0), noteOf)
    await stores.foreignLineage.receive([telling('new', 9 * DAY, ['b'], ['c'])], at(9 * DAY), noteOf)
    expect(await jobs(stores)).toEqual(['new', 'old'])
    const limits = limitsOf({ ...DEFAULT_RETENTION, executionDays: 5 }, new Date(at(10 * DAY)))
    await stores.retention.sweep('lineage', limits, '', 100)
    expect(await jobs(stores)).toEqual(['new'])
    expect(await datasets(stores)).toEqual(['b', 'c'])
  })

  it('ends with a job that is forgotten, and says whether there was one', async () => {
    await using database = await open()
    const { stores } = database
    await stores.foreignLineage.receive([telling('job', 0, ['a'], ['b'])], at(0), noteOf)
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
      await stores.foreignLineage.receive([telling('job', run, ['a'], ['b'])], at(run), noteOf)
    }
    const { db } = database.database
    expect(await db.selectFrom('foreign_run').select('run_id').execute()).toHaveLength(20)
  })
})
