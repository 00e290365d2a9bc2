import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const NAME = '.flx-folder'

/**
 * Identifies a folder: the servers that see the same one, over a network for instance, read the same mark. Made by the
 * first of them.
 */
export async function markOfFolder(path: string): Promise<string> {
  const file = join(path, NAME)
  await writeFile(file, `${randomUUID()}\n`, { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return (await readFile(file, 'utf8')).trim().slice(0, 100)
}
