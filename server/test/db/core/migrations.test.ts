import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { getMigrations } from 'better-auth/db/migration'
import { admin } from 'better-auth/plugins/admin'
import { sql, type Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'

import { createWriter } from '../../../src/adapters/db/core/writer.ts'
import { rebuildAggregates } from '../../../src/adapters/db/figures/rebuild-aggregates.ts'
import { bytesTransferred } from '../../../src/adapters/db/migrations/030-bytes-transferred.ts'
import { migrate, type Migrations } from '../../../src/adapters/db/operations/migrate.ts'
import { openSqlite } from '../../../src/adapters/db/core/open-database.ts'
import type { SchemaLevel } from '../../../src/adapters/db/operations/schema-level.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { endedExecution, storedPipeline } from '../../support/records.ts'

/** A migration that a later version would add. */
const later: Migrations = {
  '999-later': async (db) => void (await sql`create table later (id text)`.execute(db)),
}

describeDialects('migrations', (open, dialect) => {
  it('create every table on an empty database, and do nothing the second time', async () => {
    await using test = await open({ migrated: false })
    await migrate(test.database)
    await migrate(test.database)
    await storedPipeline(test.stores, { name: 'first' })
    expect(await test.stores.pipelines.findByName('first')).toBeDefined()
  })

  it('create the tables that the sign-in library expects', async () => {
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

  it('refuse a database that a newer version created, in one sentence', async () => {
    await using test = await open()
    await migrate(test.database, { more: later })
    await expect(migrate(test.database)).rejects.toThrow(
      'The database was created by a newer version of FLX Pipelines (it has "999-later")',
    )
  })

  it('with a lower number than earlier ones are still applied', async () => {
    await using test = await open()
    const since: Migrations = {
      '000-late': (db) => sql`create table late (id text)`.execute(db).then(() => {}),
    }
    await migrate(test.database, { more: since })
    expect((await sql`select * from late`.execute(test.database.db)).rows).toEqual([])
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
      /upgrade the database \(999-broken\)/,
    )
    await expect(sql`select * from half`.execute(test.database.db)).rejects.toThrow(/half/)
  })

  it('count the bytes of older executions from their streams, damaged ones as zero', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores, { name: 'first' })
    const stream = (bytes: number) => ({ stream: '"bytes":9}', records: 1, batches: 0, bytes })
    const id = await endedExecution(test.stores, pipeline, { streams: [stream(300), stream(7)] })
    const damaged = await endedExecution(test.stores, pipeline, { seconds: 60, streams: [stream(5)] })
    const { db } = test.database
    await db.updateTable('execution').set({ streams: 'damaged' }).where('id', '=', damaged).execute()
    await sql`alter table execution drop column bytes_transferred`.execute(db)
    for (const table of ['execution_bucket', 'fleet_rollup', 'pipeline_rollup'])
      await sql`alter table ${sql.table(table)} drop column bytes`.execute(db)
    await bytesTransferred(db as Kysely<unknown>, dialect)
    expect((await test.stores.executions.find(id))?.bytesTransferred).toBe(307)
    expect((await test.stores.executions.find(damaged))?.bytesTransferred).toBe(0)
    expect((await test.stores.statistics.allTime()).bytesTransferred).toBe(307)
    const writer = createWriter(test.database)
    expect(await rebuildAggregates(writer)).toMatchObject({ counted: 2, changed: 0 })
  })

  it.skipIf(dialect === 'sqlite')('succeed when two servers start at once', async () => {
    await using test = await open({ migrated: false })
    const other = test.connect()
    await Promise.all([migrate(test.database), migrate(other.database)])
    await storedPipeline(test.stores, { name: 'first' })
    expect(await other.pipelines.findByName('first')).toBeDefined()
  })

  describe.skipIf(dialect === 'sqlite')('of a newer version that are still running', () => {
    /** Starts the migrations of a newer version; they end when `finish` is called. */
    async function upgrading({ database: { db }, stores, connect }: TestDatabase, level: SchemaLevel) {
      await stores.nodes.join({
        ...{
          name: 'at-work',
          startId: 's',
          version: '1.0.0',
          roles: ['worker'],
          labels: [],
          host: 'h',
          pid: 1,
        },
        ...{ concurrency: 1, isReserved: false },
      })
      await db.updateTable('node').set({ schema_level: level.level }).execute()
      const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const slow: Migrations = {
        '999-later': async (db) => {
          await sql`create table later (id text)`.execute(db)
          begun.resolve()
          await end.promise
        },
      }
      const upgrade = migrate(connect().database, { more: slow, level })
      await Promise.race([begun.promise, upgrade])
      return { finish: end.resolve, upgrade }
    }

    it('are waited for by a server of the previous version, which then starts', async () => {
      await using test = await open()
      const { finish, upgrade } = await upgrading(test, { level: 2, oldest: 1 })
      const waits = Promise.withResolvers<void>()
      const previous = migrate(test.database, { onWait: waits.resolve })
      await waits.promise
      finish()
      await upgrade
      expect(await previous).toEqual({ backup: null })
    })

    it('are waited for by a server that is too old, which is then refused in words', async () => {
      await using test = await open()
      const { finish, upgrade } = await upgrading(test, { level: 3, oldest: 3 })
      const waits = Promise.withResolvers<void>()
      const old = migrate(test.database, { onWait: waits.resolve })
      await waits.promise
      finish()
      await upgrade
      await expect(old).rejects.toThrow('is too old for the servers that use this database')
    })

    it('are waited for only for a limited time', async () => {
      await using test = await open()
      const { finish, upgrade } = await upgrading(test, { level: 2, oldest: 1 })
      await expect(migrate(test.database, { maxWaitMs: 50 })).rejects.toThrow(
        'Another server is upgrading the database',
      )
      finish()
      await upgrade
    })
  })
})

describe('a SQLite file', () => {
  it('is copied beside itself before an upgrade, with its content', async () => {
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
