import { cp, mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { ServerProcess } from '../support/server-process.ts'
import { oneOfEach } from '../support/sweep.ts'

/** A data folder that a server has used and left. */
let used: string
let folder: string
let server: ServerProcess | undefined
beforeAll(async () => {
  used = await mkdtemp(join(tmpdir(), 'flx-used-'))
  const first = new ServerProcess({ FLX_DATA_DIR: used, FLX_LOG_LEVEL: 'silent' })
  await first.ready()
  first.child.kill('SIGTERM')
  await first.ended
})
afterAll(() => rm(used, { recursive: true, force: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-damaged-'))
  await cp(used, folder, { recursive: true })
})
afterEach(async () => {
  server?.child.kill('SIGKILL')
  await server?.ended
  await rm(folder, { recursive: true, force: true })
})

const start = (): ServerProcess =>
  (server = new ServerProcess({ FLX_DATA_DIR: folder, FLX_LOG_LEVEL: 'silent' }))
const database = (): string => join(folder, 'flx.db')

async function overwrite(file: string, at: number, bytes: number): Promise<void> {
  await using handle = await open(file, 'r+')
  await handle.write(Buffer.alloc(bytes, 0xa5), 0, bytes, at)
}

/** Each way in which a database breaks, and the sentence that reports it. */
const DAMAGES: Record<string, { damage: () => Promise<void>; says: RegExp }> = {
  'is not a database file': {
    damage: () => writeFile(database(), 'It was here, I am sure.\n'.repeat(1000)),
    says: /flx\.db is damaged \(it is not a database file\)/,
  },
  'is empty': {
    damage: () => truncate(database(), 0),
    says: /flx\.db is empty, but this installation was used before/,
  },
  'lost its second half': {
    damage: async () => truncate(database(), Math.floor((await stat(database())).size / 2 / 4096) * 4096),
    says: /flx\.db is damaged \(/,
  },
  'has a damaged first page': {
    damage: () => overwrite(database(), 100, 2000),
    says: /flx\.db is damaged \(/,
  },
  'has a damaged page': {
    damage: async () =>
      overwrite(database(), Math.floor((await stat(database())).size / 2 / 4096) * 4096, 4096),
    says: /flx\.db is damaged \(/,
  },
  'lacks a table': {
    damage() {
      const db = new SqliteDatabase(database())
      db.exec('drop table hold')
      db.close()
      return Promise.resolve()
    },
    says: /flx\.db is damaged \(the table hold is missing\)/,
  },
  'has a damaged log': {
    damage: () => writeFile(`${database()}-wal`, Buffer.alloc(8192, 0x5a)),
    says: /flx\.db-wal is damaged/,
  },
}

describe('a database that', () => {
  it.each(oneOfEach(Object.entries(DAMAGES), ([, { says }]) => says.source))(
    '%s ends the start with one sentence',
    { timeout: 120_000 },
    async (_name, { damage, says }) => {
      await damage()
      const { ended } = start()
      expect(await ended).toBe(1)
      expect(server?.output).toMatch(says)
      expect(server?.output).toContain('restore a backup')
      expect(server?.output.trim().split('\n')).toHaveLength(1)
    },
  )
})

it('starts again after a kill, with the log that it left', { timeout: 120_000 }, async () => {
  await start().ready()
  server?.child.kill('SIGKILL')
  await server?.ended
  expect((await stat(`${database()}-wal`)).size).toBeGreaterThan(0)
  await expect(start().ready()).resolves.toMatch(/^http/)
})

it(
  'keeps every file of the data folder from other users, whatever the umask',
  { timeout: 120_000 },
  async () => {
    const umask = process.umask(0)
    try {
      await rm(folder, { recursive: true, force: true })
      await start().ready()
    } finally {
      process.umask(umask)
    }
    const names = await readdir(folder, { recursive: true })
    expect(names).toContain('lock.db')
    for (const name of ['.', ...names]) {
      // SQLite removes the journal of a transaction as soon as it ends.
      expect([name, await openModeOf(join(folder, name))]).toEqual([name, 0])
    }
  },
)

/** Returns what the group and others may do with a file; 0 if it is gone. */
async function openModeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o077
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
