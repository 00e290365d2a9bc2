import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { getMigrations } from 'better-auth/db/migration'
import { admin } from 'better-auth/plugins/admin'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'

import { migrate, type Migrations } from '../../src/adapters/db/migrate.ts'
import { openSqlite } from '../../src/adapters/db/open-database.ts'
import { describeDialects } from '../support/database.ts'
import { storedPipeline } from '../support/records.ts'

/** What a later version would add. */
const later: Migrations = {
  '999-later': async (db) => void (await sql`create table later (id text)`.execute(db)),
}

describeDialects('migrations', (open, dialect) => {
  it('make every table on an empty database, and do nothing the second time', async () => {
    await using test = await open({ migrated: false })
    await migrate(test.database)
    await migrate(test.database)
    await storedPipeline(test.stores, { name: 'first' })
    expect(await test.stores.pipelines.findByName('first')).toBeDefined()
  })

  it('make the tables that the sign-in library expects', async () => {
    await using test = await open()
    const { toBeAdded, toBeCreated } = await getMigrations({
      database: { db: test.database.db, type: test.dialect, transaction: true },
      baseURL: 'http://localhost',
      secret: 'only for asking what is missing here',
      emailAndPassword: { enabled: true },
      rateLimit: { enabled: true, storage: 'database' },
      plugins: [admin()],
    })
    expect([...toBeAdded, ...toBeCreated]).toEqual([])
  })

  it('refuse a database that a newer version made, in one sentence', async () => {
    await using test = await open()
    await migrate(test.database, { more: later })
    await expect(migrate(test.database)).rejects.toThrow(
      'The database was made by a newer version of FLX Pipelines (it has "999-later")',
    )
  })

  it('leave nothing of one that failed half-way', async () => {
    await using test = await open()
    const failing: Migrations = {
      '999-broken': async (db) => {
        await sql`create table half (id text)`.execute(db)
        await sql`select * from nowhere`.execute(db)
      },
    }
    await expect(migrate(test.database, { more: failing })).rejects.toThrow(
      /brought up to date \(999-broken\)/,
    )
    await expect(sql`select * from half`.execute(test.database.db)).rejects.toThrow(/half/)
  })

  it.skipIf(dialect === 'sqlite')('go well when two servers start at once', async () => {
    await using test = await open({ migrated: false })
    const other = test.connect()
    await Promise.all([migrate(test.database), migrate(other.database)])
    await storedPipeline(test.stores, { name: 'first' })
    expect(await other.pipelines.findByName('first')).toBeDefined()
  })
})

describe('a SQLite file', () => {
  it('is copied beside itself before an upgrade, with what it held', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flx-upgrade-'))
    const file = join(folder, 'flx.db')
    try {
      await using database = openSqlite(file)
      expect(await migrate(database)).toEqual({ backup: null })
      await database.db.insertInto('meta').values({ name: 'kept', value: 'yes' }).execute()
      const { backup } = await migrate(database, { more: later, at: new Date('2026-11-23T12:00:00Z') })
      expect(backup).toBe(`${file}.before-upgrade-2026-11-23T12-00-00-000Z`)
      await using copy = openSqlite(backup ?? '')
      expect(await copy.db.selectFrom('meta').selectAll().execute()).toEqual([{ name: 'kept', value: 'yes' }])
      expect((await readdir(folder)).filter((name) => name.endsWith('.unfinished'))).toEqual([])
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('can be read by its owner only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'flx-mode-'))
    try {
      await using database = openSqlite(join(folder, 'flx.db'))
      await migrate(database)
      for (const name of await readdir(folder)) {
        expect(((await stat(join(folder, name))).mode & 0o777).toString(8)).toBe('600')
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
