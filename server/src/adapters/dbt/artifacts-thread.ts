import { readFileSync, statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

import { parseJson } from '@flx/shared/json/json-text'

import { readManifest } from '../../domain/dbt/dbt-artifacts.ts'

/** Larger manifests are not read: they would use up the server's memory. */
const MAX_BYTES = 256 * 1024 * 1024

/** Runs in a thread, see `dbt-artifacts.ts`: a manifest can have tens of megabytes. */
const path = String(workerData)
parentPort?.postMessage(
  statSync(path).size > MAX_BYTES ? null : readManifest(parseJson(readFileSync(path, 'utf8'))),
)
