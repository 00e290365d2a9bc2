import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { parseJson } from '@flx/shared/json/json-text'

import type { DbtProjects } from '../../domain/dbt/dbt-projects.ts'
import type { ManifestFacts } from '../../domain/dbt/dbt-artifacts.ts'

/** Results without compiled SQL are kept; with it they may be long. */
const MOST_RESULT_BYTES = 32 * 1024 * 1024

/** Reads the files that dbt leaves in a target folder. What cannot be read counts as not there. */
export const dbtArtifacts: Pick<DbtProjects, 'results' | 'manifest'> = {
  async results(target) {
    try {
      const path = join(target, 'run_results.json')
      if ((await stat(path)).size > MOST_RESULT_BYTES) return undefined
      return parseJson(await readFile(path, 'utf8'))
    } catch {
      return undefined
    }
  },

  async manifest(target) {
    const thread = new Worker(new URL('./artifacts-thread.ts', import.meta.url), {
      workerData: join(target, 'manifest.json'),
    })
    try {
      // Rejects when the thread fails, also for want of a file.
      const [facts] = (await once(thread, 'message')) as [ManifestFacts | null]
      return facts ?? undefined
    } catch {
      return undefined
    } finally {
      await thread.terminate()
    }
  },
}
