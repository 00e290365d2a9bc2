import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'

import { fillDataFolder } from '../../src/demo/fill-data-folder.ts'
import { startBenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'
import { timeRequests, timingTable, type Timing } from '../support/timings.ts'

const SCALES = {
  full: { pipelines: 2000, executions: 20_000, datasets: 10_000 },
  small: { pipelines: 200, executions: 2000, datasets: 1000 },
} as const
const LIMITS = { median: 100, worst: 250 }
/** Source datasets per dataset. */
const SOURCES = 3

/** Search and neighbourhoods among many datasets. */
async function main(): Promise<void> {
  const options = benchOptions()
  if (options.only !== '' && options.only !== 'lineage') return
  const { datasets, ...scale } = SCALES[options.scale]
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-bench-'))
  try {
    await fillDataFolder(dataDir, { ...scale, logs: false })
    const firstPipeline = addLineage(join(dataDir, 'flx.db'), datasets)
    await using server = await startBenchServer({ dataDir })
    const timings: Timing[] = []
    const add = async (name: string, path: string) =>
      void timings.push(await timeRequests(name, () => server.api('GET', `/lineage/${path}`)))
    const neighbourhoodOf = (index: number) => `datasets/${idOf(Math.floor(index))}/neighbourhood`
    await add('datasets', 'datasets?limit=50')
    await add('a search', 'datasets?limit=50&search=table_77')
    await add('a search in vain', 'datasets?limit=50&search=nothing')
    await add('neighbourhood, two steps', `${neighbourhoodOf(datasets / 2)}?upstream=2&downstream=2`)
    await add('neighbourhood, ten steps', `${neighbourhoodOf(datasets / 2)}?upstream=10&downstream=10`)
    await add('of the busiest dataset', `${neighbourhoodOf(0)}?upstream=2&downstream=10`)
    await add('reach downstream', `datasets/${idOf(Math.floor(datasets / 2))}/reach?direction=downstream`)
    await add('reach upstream of a pipeline', `pipelines/${firstPipeline}/reach?direction=upstream`)
    await add('a column', `datasets/${idOf(Math.floor(datasets / 2))}/column?column=id`)
    console.log(timingTable(timings, LIMITS))
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

const idOf = (index: number): string => `00000000-0000-8000-a000-${String(index).padStart(12, '0')}`

/** Each dataset is made from some before it; the first one feeds one in ten. Returns a pipeline. */
function addLineage(file: string, count: number): string {
  const sqlite = new SqliteDatabase(file)
  const pipelines = sqlite.prepare('select id from pipeline').pluck().all() as string[]
  const at = '2026-11-01T00:00:00.000Z'
  const dataset = sqlite.prepare(
    `insert into dataset (id, kind, namespace, name, dbt, columns, column_count, search_text, first_seen_at, changed_at)
      values (?, 'table', 'postgres://warehouse:5432', ?, null, '[{"name":"id","type":"integer"}]', 1, ?, '${at}', '${at}')`,
  )
  const flow = sqlite.prepare(
    `insert into dataset_flow (id, from_id, to_id, pipeline_id, step, certainty, same_names, columns, execution_id, since, until)
      values (?, ?, ?, ?, 'transform', 'observed', 1, '[]', 'execution', '${at}', null)`,
  )
  sqlite.transaction(() => {
    for (let index = 0; index < count; index += 1) {
      const name = `raw.public.table_${index}`
      dataset.run(idOf(index), name, `${name}\npostgres://warehouse:5432`)
    }
    for (let index = 1; index < count; index += 1) {
      const sources = new Set(
        Array.from({ length: SOURCES }, (_, source) =>
          Math.max(0, index - 1 - ((index * 7 + source * 13) % 50)),
        ),
      )
      if (index % 10 === 0) sources.add(0)
      for (const source of sources)
        flow.run(`${index}-${source}`, idOf(source), idOf(index), pipelines[index % pipelines.length])
    }
  })()
  sqlite.close()
  return pipelines[0] ?? ''
}

await main()
