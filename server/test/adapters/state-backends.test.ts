import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'

import { openStateBackend } from '../../src/adapters/projects/open-state-backend.ts'
import { systemClock } from '../../src/adapters/system/system.ts'
import {
  LARGE,
  openFolderBackend,
  openPostgresBackend,
  openSqliteBackend,
  TABLES,
  temporaryFolder,
} from './support/state-backends.ts'

const state = (id: string): string =>
  `{"completed": {"singer_state": {"bookmarks": {"a": {"id": ${id}}}}}, "partial": {}}`

describe.each([
  ['a system database in a file', openSqliteBackend],
  ['a system database on PostgreSQL', openPostgresBackend],
  ['a folder', openFolderBackend],
])('the states in %s', (_where, open) => {
  it('are listed and read with every digit, and written if unchanged since', async () => {
    const { states, put, text } = await open()
    await put('dev:b-to-y', state('2'))
    await put('dev:a-to-y', state(LARGE))
    const listed = await states.list(10)
    expect(listed.map(({ stateId, isRunning }) => [stateId, isRunning])).toEqual([
      ['dev:a-to-y', false],
      ['dev:b-to-y', false],
    ])
    expect(listed[0]?.text).toContain(LARGE)
    const read = await states.read('dev:a-to-y')
    expect(read?.text).toBe(listed[0]?.text)
    expect(await states.read('dev:none')).toBeUndefined()
    await expect(states.list(1)).rejects.toThrow('too many states')

    const next = state('12345678901234567891')
    expect(await states.write('dev:a-to-y', next, 'something else')).toBe('changed')
    expect(await states.write('dev:a-to-y', next, read?.text ?? null)).toBe('written')
    expect(await text('dev:a-to-y')).toContain('12345678901234567891')
    expect(await states.write('dev:new-to-y', state('3'), null)).toBe('written')
    expect(await states.write('dev:new-to-y', state('4'), null)).toBe('changed')
    expect(JSON.parse((await states.read('dev:new-to-y'))?.text ?? '')).toEqual(JSON.parse(state('3')))
  })

  it('stay unchanged while Meltano is working on them', { timeout: 30_000 }, async () => {
    const { states, put, begin } = await open()
    await put('dev:a-to-y', state('1'))
    await begin('dev:a-to-y')
    const read = await states.read('dev:a-to-y')
    expect(read?.isRunning).toBe(true)
    expect(['running', 'locked']).toContain(await states.write('dev:a-to-y', state('2'), read?.text ?? null))
    expect((await states.read('dev:a-to-y'))?.text).toBe(read?.text)
  })

  it('are named but never shown when they are not states', async () => {
    const { states, put } = await open()
    await put('odd', '{"completed": {"singer_state": 7}, "partial": {}, "key": "letmein"}')
    expect(JSON.stringify(await states.list(10))).not.toContain('letmein')
  })
})

const refused = expect.objectContaining({
  message: expect.stringMatching(/^Meltano keeps no states there/) as string,
}) as Error

describe('places without states', () => {
  it('reports a missing file, another file, another database, and a view alike', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'secret.key'), 'letmein')
    const view = new Sqlite(join(folder, 'view.db'))
    view.exec(`${TABLES[0]}; ${TABLES[1]}; create view state as select 'letmein' as state_id`)
    view.close()
    for (const name of ['missing.db', 'secret.key', 'view.db', '.']) {
      const states = await openStateBackend({ kind: 'sqlite', path: join(folder, name) }, systemClock)
      await expect(states.list(10)).rejects.toEqual(refused)
    }
    for (const path of [join(folder, 'secret.key'), join(folder, 'missing')]) {
      await expect(openStateBackend({ kind: 'folder', path }, systemClock)).rejects.toEqual(refused)
    }
  })

  it('treats an invalid address as an unreachable one', async () => {
    for (const url of ['postgres+k3://MH6+|', 'postgresql://%', 'postgresql://h:port/db']) {
      await expect(openStateBackend({ kind: 'postgresql', url }, systemClock)).rejects.toEqual(refused)
    }
  })

  it('never shows the password of an address', async () => {
    const url = 'postgresql://me:letmein@127.0.0.1:9/db'
    const failed = await openStateBackend({ kind: 'postgresql', url }, systemClock).catch(
      (error: unknown) => error,
    )
    expect(String(failed)).toMatch(/Meltano keeps no states there.*\(ECONNREFUSED\)/)
    expect(String(failed)).not.toContain('letmein')
  })

  it('follows no link or ID out of a folder', async () => {
    const folder = await temporaryFolder()
    const outside = await temporaryFolder()
    await writeFile(join(outside, 'state.json'), state('1'))
    await symlink(outside, join(folder, 'dev:a-to-y'))
    await mkdir(join(folder, 'dev:b-to-y'))
    await symlink(join(outside, 'state.json'), join(folder, 'dev:b-to-y/state.json'))
    const states = await openStateBackend({ kind: 'folder', path: folder }, systemClock)
    expect(await states.list(10)).toEqual([])
    await expect(states.read('../x')).rejects.toThrow('must not contain a slash')
    await expect(states.write('..', state('1'), null)).rejects.toThrow('must not contain a slash')
  })

  it('releases a lock older than Meltano allows', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'dev:a-to-y'))
    await writeFile(join(folder, 'dev:a-to-y/lock'), String(Date.now() / 1000 - 60))
    const states = await openStateBackend({ kind: 'folder', path: folder }, systemClock)
    expect(await states.write('dev:a-to-y', state('1'), null)).toBe('written')
    await expect(readFile(join(folder, 'dev:a-to-y/lock'))).rejects.toThrow('ENOENT')
  })
})
