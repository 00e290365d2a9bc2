import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
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
  it('and its files can be read by nobody else, whatever the umask', async () => {
    const folder = await folders.create('0197-a')
    const file = await folder.write('config.json', '{"password": "x"}')
    expect([mode(root), mode(folder.path), mode(file)]).toEqual(['700', '700', '600'])
    expect(readFileSync(file, 'utf8')).toBe('{"password": "x"}')
    expect(file).toBe(join(root, '0197-a', 'config.json'))
  })
  it('takes a file again', async () => {
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
  it('takes no name that leads out of it', async () => {
    const folder = await folders.create('0197-d')
    await expect(folder.write('../config.json', '')).rejects.toThrow('cannot be a file')
    await expect(folder.write('.hidden', '')).rejects.toThrow('cannot be a file')
    await expect(folders.create('..')).rejects.toThrow('cannot be a file')
  })
  it('is removed with all that is in it, alone or with those that a crash left', async () => {
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
