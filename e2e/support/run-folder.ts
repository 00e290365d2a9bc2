import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The variable that holds the path of the folder shared by a run's workers. */
export const RUN_FOLDER = 'FLX_E2E_RUN_FOLDER'

/**
 * Makes the folder in which the workers of a run prepare content for each other, and removes it after the
 * run.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-e2e-run-'))
  process.env[RUN_FOLDER] = folder
  return () => rm(folder, { recursive: true, force: true })
}
