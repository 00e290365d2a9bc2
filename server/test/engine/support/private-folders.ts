import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { SHARED_FOLDER } from '../../../src/adapters/process/execution-folders.ts'

/** Names of the private folders that executions have in a data folder, without the files that all of them share. */
export function privateFolders(dataDir: string): string[] {
  const root = join(dataDir, 'executions')
  return existsSync(root) ? readdirSync(root).filter((name) => name !== SHARED_FOLDER) : []
}
