import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

import { createStores } from '../../src/adapters/db/create-stores.ts'
import { openSqlite } from '../../src/adapters/db/core/open-database.ts'
import { createSecretBox } from '../../src/adapters/secrets/secret-box.ts'
import { openSecretKey } from '../../src/adapters/secrets/secret-key.ts'
import { systemClock } from '../../src/adapters/system/system.ts'
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

it('names no path of its data folder in its pipelines, so that a copied folder writes into itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-demo-'))
  try {
    await fillDataFolder(folder, { pipelines: 12, executions: 20, logs: false })
    await using database = openSqlite(join(folder, 'flx.db'))
    const secretBox = createSecretBox(await openSecretKey(folder, null))
    const stores = createStores(database, { secretBox, clock: systemClock })
    await using _reader = stores.reader
    const rows = await database.db.selectFrom('pipeline').select('id').execute()
    const pipelines = await Promise.all(rows.map(({ id }) => stores.pipelines.find(id)))
    expect(pipelines.length).toBeGreaterThan(12)
    const configs = pipelines.map((pipeline) => JSON.stringify(pipeline?.config))
    expect(configs.filter((text) => text.includes('target-'))).not.toEqual([])
    expect(configs.filter((text) => text.includes(folder))).toEqual([])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
