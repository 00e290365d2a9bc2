import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { dbtArtifacts } from '../../src/adapters/dbt/dbt-artifacts.ts'
import { lineageOfExecution } from '../../src/domain/lineage/lineage-of-execution.ts'
import { DBT_SAMPLE, dbtModelsIn } from './support/dbt-sample-lineage.ts'

/**
 * Output of dbt 1.10 for the sample project after `build` and `docs generate` on DuckDB, without the parts that are not
 * read.
 */
const RECORDED = join(import.meta.dirname, 'fixtures/dbt-sample')

async function lineageIn(target: string) {
  const lineage = await dbtArtifacts.lineage(target)
  if (lineage === undefined) throw new Error('Nothing was read.')
  const program = { plugin: 'tap-csv', bundled: true, settings: {} }
  const { datasets, flows } = lineageOfExecution({
    absolute: (path) => path,
    ...{
      extractor: program,
      mappers: [],
      loader: program,
      extracted: new Map(),
      loaded: new Map(),
      whole: true,
    },
    transform: {
      ...{ kind: 'dbt', lineage, connection: { type: 'duckdb', path: '/data/warehouse.duckdb' } },
      built: new Set(lineage.relations.map(({ id }) => id)),
    },
  })
  return dbtModelsIn({
    datasets: datasets.map((dataset, index) => ({ ...dataset, id: String(index) })),
    flows: flows.map((flow) => ({ ...flow, from: String(flow.from), to: String(flow.to) })),
  })
}

it('yields the lineage of the dbt sample as written manually, columns included', async () => {
  expect(await lineageIn(RECORDED)).toEqual(DBT_SAMPLE)
})

it('has the columns of the queries when there is no catalogue', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-dbt-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await cp(join(RECORDED, 'manifest.json'), join(folder, 'manifest.json'))
  const found = await lineageIn(folder)
  const without = Object.fromEntries(
    Object.entries(DBT_SAMPLE).map(([name, { columns, from }]) => [
      name,
      { from, columns: columns.map((column) => `${column.split(' ')[0]} null`) },
    ]),
  )
  expect(found).toEqual(without)
})
