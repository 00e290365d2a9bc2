import { join } from 'node:path'

import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'
import { median } from '../support/pairs.ts'
import { writeCsv } from './support/records.ts'

const SUPPORT = join(import.meta.dirname, '../support/stubs')

/** Whole executions through the server: the cost of 2,000 states, and how its memory grows with the records. */
async function main(): Promise<void> {
  const { records, pairs, only } = benchOptions()
  if (only !== '') return
  await using server = await startBenchServer()
  await compareStates(server, pairs)
  await watchMemory(server, records)
}

/** The same records and states, confirmed by the loader one by one, or only the last one as the control. */
async function compareStates(server: BenchServer, pairs: number): Promise<void> {
  const program = (file: string) => [process.execPath, join(SUPPORT, file)]
  await server.api('POST', '/plugins', {
    name: 'tap-states',
    type: 'extractor',
    command: program('states-tap.mjs'),
    capabilities: [],
  })
  await server.api('POST', '/plugins', {
    name: 'target-states',
    type: 'loader',
    command: program('states-target.mjs'),
    settingDefinitions: [{ name: 'confirm', kind: 'boolean' }],
  })
  const ids = await Promise.all(
    [false, true].map(async (confirm) => {
      const { id } = await server.api<{ id: string }>('POST', '/pipelines', {
        name: confirm ? '2,000 states' : 'One state',
        extractor: 'tap-states',
        loader: 'target-states',
        config: { 'target-states': { confirm } },
      })
      return id
    }),
  )
  const seconds: number[][] = [[], []]
  for (let pair = 0; pair <= pairs; pair += 1) {
    for (const index of pair % 2 === 0 ? [0, 1] : [1, 0]) {
      const { durationSeconds } = await server.execute(ids[index] ?? '')
      if (pair > 0) seconds[index]?.push(durationSeconds)
    }
  }
  const [one = [], all = []] = seconds
  const ratio = median(all.map((value, index) => value / (one[index] ?? NaN)))
  console.log(`2,000 states in 200,000 records, medians of ${pairs} alternating pairs`)
  console.log(
    `  one confirmed ${median(one).toFixed(3)} s, all confirmed ${median(all).toFixed(3)} s, ratio ${ratio.toFixed(3)}`,
  )
}

/** Memory of the server while the bundled connectors move many records. */
async function watchMemory(server: BenchServer, records: number): Promise<void> {
  const csv = join(server.dataDir, 'files/people.csv')
  await writeCsv(csv, records)
  for (const [loader, config] of [
    ['target-jsonl', { destination_path: 'bench' }],
    ['target-sqlite', { database: 'bench/people.db' }],
  ] as const) {
    const { id } = await server.api<{ id: string }>('POST', '/pipelines', {
      name: `CSV to ${loader}`,
      extractor: 'tap-csv',
      loader,
      config: { 'tap-csv': { files: [{ entity: 'people', path: csv, keys: ['id'] }] }, [loader]: config },
    })
    const before = server.memory()
    const { recordsProcessed, durationSeconds } = await server.execute(id)
    const after = server.memory()
    const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(0)} MB`
    console.log(
      `${recordsProcessed.toLocaleString('en')} of ${records.toLocaleString('en')} records into ${loader} in ${durationSeconds.toFixed(1)} s; memory of the server ${megabytes(before.now)} before, ${megabytes(after.now)} after, ${megabytes(after.peak)} at most`,
    )
  }
}

await main()
