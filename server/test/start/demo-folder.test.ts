import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

import { fillDataFolder } from '../../src/demo/fill-data-folder.ts'

const MAIN = fileURLToPath(new URL('../../src/demo/main.ts', import.meta.url))

it('restarts the demo when filling it was killed', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-demo-'))
  try {
    const changes = watch(folder)
    const filling = spawn(process.execPath, [MAIN], { env: { ...process.env, FLX_DATA_DIR: folder } })
    const ended = once(filling, 'close')
    while (!existsSync(join(folder, 'flx.db.filling'))) {
      await Promise.race([once(changes, 'change'), ended.then(() => Promise.reject(new Error('It ended')))])
    }
    filling.kill('SIGKILL')
    await ended
    changes.close()
    expect(existsSync(join(folder, 'flx.db'))).toBe(false)

    const options = { pipelines: 12, executions: 200, logs: true }
    expect(await fillDataFolder(folder, options)).toBeGreaterThan(150)
    expect((await readdir(folder)).filter((name) => name.startsWith('flx.db'))).toEqual(['flx.db'])
    // Existing content is left alone.
    expect(await fillDataFolder(folder, options)).toBeNull()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
