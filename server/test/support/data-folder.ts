import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { inject } from 'vitest'

import { startServer } from '../../src/compose/compose.ts'
import { readEnvironment } from '../../src/config.ts'
import { createLog } from '../../src/core/log.ts'

/**
 * Makes a data folder as a first start leaves it. It is a copy, because migrations and bundled plugins take longer than
 * most tests. start.test.ts tests the first start itself.
 */
export async function startedFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  await cp(await templateFolder(), folder, { recursive: true })
  return folder
}

let template: Promise<string> | undefined

/** Returns the folder to copy, one per process. */
const templateFolder = (): Promise<string> =>
  (template ??= (async () => {
    const folder = await mkdtemp(join(inject('runFolder'), 'data-'))
    const config = readEnvironment({
      ...{ PATH: process.env['PATH'], FLX_DATA_DIR: folder, FLX_PORT: '0' },
      ...{ FLX_ROLES: 'web', FLX_LOG_LEVEL: 'silent' },
    })
    await using _server = await startServer(config, createLog(config.logLevel))
    return folder
  })())
