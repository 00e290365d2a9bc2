import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where the workers of a run find the folder that they share. */
export const RUN_FOLDER = 'FLX_E2E_RUN_FOLDER'

/** Makes a folder for what the workers of a run prepare for each other, and removes it when the run is over. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-e2e-run-'))
  process.env[RUN_FOLDER] = folder
  return () => rm(folder, { recursive: true, force: true })
}
