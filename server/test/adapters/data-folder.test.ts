import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { openDataFolder } from '../../src/adapters/system/data-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-folder-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('is created readable by its owner only', async () => {
  const path = join(folder, 'a', 'b')
  using data = await openDataFolder(path)
  expect((await stat(data.path)).mode & 0o777).toBe(0o700)
  expect((await stat(data.files)).isDirectory()).toBe(true)
})

it('belongs to one server at a time, and the refusal names that server', async () => {
  {
    using _held = await openDataFolder(folder)
    await expect(openDataFolder(folder)).rejects.toThrow(
      `Another FLX Pipelines server already uses the data folder ${folder}.`,
    )
  }
  using _again = await openDataFolder(folder)
})

it('is free again after its server was killed', async () => {
  const holder = `
    const { openDataFolder } = await import(${JSON.stringify(new URL('../../src/adapters/system/data-folder.ts', import.meta.url).href)})
    await openDataFolder(${JSON.stringify(folder)})
    console.log('held')
    setInterval(() => {}, 1000)
  `
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await expect(openDataFolder(folder)).rejects.toThrow('Another FLX Pipelines server')
  child.kill('SIGKILL')
  await once(child, 'close')
  using _free = await openDataFolder(folder)
})

it('cannot be a file, and the refusal says what to do', async () => {
  const path = join(folder, 'file')
  await writeFile(path, '')
  await expect(openDataFolder(path)).rejects.toThrow(/could not be created: .* Set FLX_DATA_DIR/)
})
