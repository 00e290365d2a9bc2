import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const NAME = '.flx-folder'

/**
 * Returns the mark that identifies a folder: servers that see the same folder, for example over a network, read the
 * same mark. The first of them creates it.
 */
export async function folderId(path: string): Promise<string> {
  const file = join(path, NAME)
  await writeFile(file, `${randomUUID()}\n`, { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return (await readFile(file, 'utf8')).trim().slice(0, 100)
}
