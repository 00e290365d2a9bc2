import { readFileSync, statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

import { parseJson } from '@flx/shared/json/json-text'

import { readManifest } from '../../domain/dbt/dbt-artifacts.ts'

/** A larger manifest is left alone: it would take the memory of the server. */
const MOST_BYTES = 256 * 1024 * 1024

/** Runs in a thread of its own, see `dbt-artifacts.ts`: a manifest may have tens of megabytes. */
const path = String(workerData)
parentPort?.postMessage(
  statSync(path).size > MOST_BYTES ? null : readManifest(parseJson(readFileSync(path, 'utf8'))),
)
