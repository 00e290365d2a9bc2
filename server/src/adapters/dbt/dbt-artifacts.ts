import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { parseJson } from '@flx/shared/json/json-text'

import type { DbtProjects } from '../../domain/dbt/dbt-projects.ts'
import type { ManifestFacts } from '../../domain/dbt/dbt-artifacts.ts'
import type { DbtLineage } from '../../domain/dbt/dbt-lineage.ts'
import { inThread } from '../threads/in-thread.ts'

/** Larger results are not kept. Without compiled SQL they are smaller; with it they can be long. */
const MAX_RESULT_BYTES = 32 * 1024 * 1024

/** Reads the files that dbt leaves in a target folder. Unreadable files count as missing. */
export const dbtArtifacts: Pick<DbtProjects, 'results' | 'manifest' | 'lineage'> = {
  async results(target) {
    try {
      const path = join(target, 'run_results.json')
      if ((await stat(path)).size > MAX_RESULT_BYTES) return undefined
      return parseJson(await readFile(path, 'utf8'))
    } catch {
      return undefined
    }
  },

  async manifest(target) {
    try {
      const facts = await inThread<ManifestFacts | null>(
        new URL('./artifacts-thread.ts', import.meta.url),
        join(target, 'manifest.json'),
      )
      return facts ?? undefined
    } catch {
      // Also if the file is missing.
      return undefined
    }
  },

  async lineage(target) {
    try {
      return (
        (await inThread<DbtLineage | null>(new URL('./lineage-thread.ts', import.meta.url), target)) ??
        undefined
      )
    } catch {
      return undefined
    }
  },
}
