import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'

import type { Json } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import { loadQueryReader } from '../../connectors/stores/query-columns.ts'
import { hasQueries, withColumns } from '../../domain/dbt/dbt-columns.ts'
import { readDbtLineage } from '../../domain/dbt/dbt-lineage.ts'

/** Larger files are not read: they would use up the server's memory. */
const MAX_BYTES = 256 * 1024 * 1024
/**
 * Reading the queries of a large project can take long; queries that are not read by then get their lineage by column
 * names.
 */
const MAX_MS = 20_000

/** Runs in a thread, see `dbt-artifacts.ts`: reads the lineage from the files of a target folder. */
const target = String(workerData)
const manifest = documentIn('manifest.json')
if (manifest === undefined) parentPort?.postMessage(null)
else {
  // Loading the parser takes most of a second of the processor.
  const read = hasQueries(manifest) ? await loadQueryReader() : () => null
  const began = performance.now()
  parentPort?.postMessage(
    withColumns(readDbtLineage(manifest), {
      ...{ manifest, read, catalog: documentIn('catalog.json') },
      isLate: () => performance.now() - began > MAX_MS,
    }),
  )
}

function documentIn(name: string): Json | undefined {
  const path = join(target, name)
  if (!existsSync(path) || statSync(path).size > MAX_BYTES) return undefined
  return parseJson(readFileSync(path, 'utf8'))
}
