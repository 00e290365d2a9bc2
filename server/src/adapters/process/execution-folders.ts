import { chmod, mkdir, open, rename, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'

import type { ExecutionFolders } from '../../domain/processes.ts'

/** Private folders `<root>/<execution id>`: config, catalogue and state files, secrets among them. */
export function createExecutionFolders(root: string): ExecutionFolders {
  return {
    async create(executionId) {
      const path = join(root, fileName(executionId))
      await mkdir(root, { recursive: true, mode: 0o700 })
      // A leftover of the same name is not trusted: it may have been made by somebody else.
      await rm(path, { recursive: true, force: true })
      await mkdir(path, { mode: 0o700 })
      // mkdir obeys the umask; this does not.
      await chmod(path, 0o700)
      return {
        path,
        write: async (name, content) => await writePrivate(path, fileName(name), content),
        remove: () => rm(path, { recursive: true, force: true }),
      }
    },
    removeAll: () => rm(root, { recursive: true, force: true }),
  }
}

/** Whole or not at all: a new file (never through a link that waits there), renamed into its place. */
async function writePrivate(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, name)
  const fresh = join(folder, `.${randomUUID()}`)
  const file = await open(fresh, 'wx', 0o600)
  try {
    await file.chmod(0o600)
    await file.writeFile(content)
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  return path
}

function fileName(name: string): string {
  if (!/^[\w-][\w.-]*$/.test(name)) throw new TypeError(`${JSON.stringify(name)} cannot be a file's name.`)
  return name
}
