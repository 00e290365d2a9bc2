import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, describe, expect, it } from 'vitest'

import { createExecutionFolders } from '../../src/adapters/process/execution-folders.ts'

const data = mkdtempSync(join(tmpdir(), 'flx-folders-'))
afterAll(() => rmSync(data, { recursive: true }))
const root = join(data, 'executions')
const folders = createExecutionFolders(root)

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('the private folder of an execution', () => {
  it('and its files are unreadable to other users, whatever the umask', async () => {
    const folder = await folders.create('0197-a')
    const file = await folder.write('config.json', '{"password": "x"}')
    expect([mode(root), mode(folder.path), mode(file)]).toEqual(['700', '700', '600'])
    expect(readFileSync(file, 'utf8')).toBe('{"password": "x"}')
    expect(file).toBe(join(root, '0197-a', 'config.json'))
  })
  it('is created, filled and removed without waiting for a turn of the event loop', async () => {
    let turned = false
    const turn = setImmediate(() => {
      turned = true
    })
    const folder = await folders.create('0197-g')
    await folder.write('config.json', '{}')
    await folder.write('state.json', '{}')
    await folder.remove()
    expect(existsSync(folder.path)).toBe(false)
    expect(turned).toBe(false)
    clearImmediate(turn)
  })
  it('accepts long files, and is removed with folders and many files that a connector added', async () => {
    const folder = await folders.create('0197-h')
    const long = JSON.stringify({ streams: 'ä'.repeat(200_000) })
    const file = await folder.write('catalog.json', long)
    expect([mode(file), readFileSync(file, 'utf8')]).toEqual(['600', long])
    mkdirSync(join(folder.path, 'cache'))
    for (let index = 0; index < 30; index += 1) writeFileSync(join(folder.path, 'cache', `${index}`), '')
    await folder.remove()
    expect(existsSync(folder.path)).toBe(false)
  })
  it('shares what every execution reads alike, and writes it again if it was removed', async () => {
    const [first, second] = [await folders.create('0197-s1'), await folders.create('0197-s2')]
    const file = await first.writeShared('logging.json', '{}')
    const { ino } = statSync(file)
    await first.writeShared('logging.conf', 'x')
    await first.remove()
    expect(await second.writeShared('logging.json', '{}')).toBe(file)
    expect([mode(file), readFileSync(file, 'utf8'), statSync(file).ino]).toEqual(['600', '{}', ino])
    rmSync(root, { recursive: true })
    expect(await (await folders.create('0197-s3')).writeShared('logging.json', '{}')).toBe(file)
    expect([mode(join(file, '..')), readFileSync(file, 'utf8')]).toEqual(['700', '{}'])
  })
  it('accepts a file again', async () => {
    const folder = await folders.create('0197-b')
    await folder.write('state.json', '1')
    expect(readFileSync(await folder.write('state.json', '2'), 'utf8')).toBe('2')
  })
  it('never writes through a link', async () => {
    const folder = await folders.create('0197-c')
    const outside = join(data, 'outside')
    symlinkSync(outside, join(folder.path, 'config.json'))
    await folder.write('config.json', 'secret')
    expect(existsSync(outside)).toBe(false)
  })
  it('accepts no name that leads out of it', async () => {
    const folder = await folders.create('0197-d')
    await expect(folder.write('../config.json', '')).rejects.toThrow('cannot be a file')
    await expect(folder.write('.hidden', '')).rejects.toThrow('cannot be a file')
    await expect(folders.create('..')).rejects.toThrow('cannot be a file')
  })
  it('is removed with its content, alone or with those that a crash left', async () => {
    const folder = await folders.create('0197-e')
    await folder.write('config.json', '')
    await folder.remove()
    expect(existsSync(folder.path)).toBe(false)
    const other = await folders.create('0197-f')
    await folders.removeAll()
    expect(existsSync(other.path)).toBe(false)
    await expect(folders.create('0197-f')).resolves.toBeDefined()
  })
})
