import { sql, type Kysely } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Database } from '../../../src/adapters/db/core/open-database.ts'
import { checkSecretKey } from '../../../src/adapters/db/operations/key-check.ts'
import { moveDatabase, type Move } from '../../../src/adapters/db/operations/move/move-database.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import { fill } from '../../support/database/every-table.ts'
import { readEveryTable } from '../../support/database/read-every-table.ts'
import { at, startedExecution, storedPipeline } from '../../support/records.ts'

const made = new AsyncDisposableStack()
let source: TestDatabase
let target: TestDatabase
let filled: Awaited<ReturnType<typeof fill>>

/** Both sides of a move: a file with something in every table, and an empty database. Each test leaves them to the next. */
beforeAll(async () => {
  source = made.use(await openTestDatabase('sqlite'))
  await checkSecretKey(source.database, source.secretBox)
  filled = await fill(source.stores)
  await fillRest(source.database)
  target = made.use(await openTestDatabase('postgres'))
})
afterAll(() => made.disposeAsync())

const move = (from = source, to = target): Promise<Move> =>
  moveDatabase(from.url.replace('file:', ''), to.database, { at: new Date('2026-11-29T12:00:00Z') })

/**
 * Tables that `fill` leaves empty: the sign-in library's tables with values of every kind, and a row in each other one.
 */
async function fillRest({ db }: Database): Promise<void> {
  const time = at(0)
  const statements = [
    sql`insert into "user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt", "role", "banned", "banExpires")
      values ('u1', 'Ada 🚀', 'ada@example.com', 1, ${time}, ${time}, 'admin', 0, ${1_764_417_600_123}),
        ('u2', 'Bo', 'bo@example.com', 0, ${time}, ${time}, null, null, null)`,
    sql`insert into "session" ("id", "expiresAt", "token", "createdAt", "updatedAt", "userId")
      values ('s1', ${time}, 'token', ${time}, ${time}, 'u1')`,
    sql`insert into "account" ("id", "accountId", "providerId", "userId", "password", "createdAt", "updatedAt")
      values ('a1', 'u1', 'credential', 'u1', 'hash', ${time}, ${time})`,
    sql`insert into "verification" ("id", "identifier", "value", "expiresAt", "createdAt", "updatedAt")
      values ('v1', 'i', 'v', ${time}, ${time}, ${time})`,
    sql`insert into "rateLimit" ("id", "key", "count", "lastRequest") values ('r1', 'k', 3, ${1_764_417_600_123})`,
    sql`insert into server_start (id, at, version) values ('start', ${time}, '0.1.0')`,
    sql`insert into past_name (pipeline_id, name, folded) values ('p', ${'with a NUL \0 inside'}, 'x')`,
    sql`update alert_rule set threshold = 0.1 where id = (select min(id) from alert_rule)`,
    sql`update execution set records_processed = ${Number.MAX_SAFE_INTEGER}`,
    // The newest events can have been removed; their numbers are not reused.
    sql`update sqlite_sequence set seq = seq + 1000 where name = 'event'`,
  ]
  for (const statement of statements) await statement.execute(db)
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'
    and name not like 'kysely%' and name not like 'failure_text%'`.execute(db)
  for (const { name } of rows)
    if ((await countOf(db as unknown as Kysely<never>, name)) === 0)
      await addRow(db as unknown as Kysely<never>, name)
}

/** A row with something in every column; references to another table refer to its first row. */
async function addRow(db: Kysely<never>, table: string): Promise<void> {
  const { rows: columns } = await sql<{ name: string; type: string; parent: string | null; key: string }>`
    select info.name, info.type, refers."table" as parent, refers."to" as key from pragma_table_info(${table}) info
    left join pragma_foreign_key_list(${table}) refers on refers."from" = info.name`.execute(db)
  const values = columns.map(({ name, type, parent, key }) =>
    parent === null
      ? sql`${type.toLowerCase() === 'text' ? `a ${name}` : 1}`
      : sql`(select min(${sql.ref(key)}) from ${sql.table(parent)})`,
  )
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map(({ name }) => sql.ref(name)))})
    values (${sql.join(values)})`.execute(db)
}

const tablesOf = async ({ db }: Database): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not like 'kysely%' order by 1`.execute(db)
  return rows.map(({ name }) => name)
}

const countOf = async (db: Kysely<never>, table: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db)
  return Number(rows[0]?.count)
}

const anyTable = ({ db }: Database): Kysely<never> => db as unknown as Kysely<never>

it('a file of another version is refused', async () => {
  const { db } = source.database
  await sql`insert into kysely_migration (name, timestamp) values ('999-later', '')`.execute(db)
  await expect(move()).rejects.toThrow('was used by a newer version of FLX Pipelines')
  await sql`delete from kysely_migration where name = '999-later'`.execute(db)
  await sql`delete from kysely_migration where name = '088-foreign-lineage'`.execute(db)
  await expect(move()).rejects.toThrow('was last used by an older version')
  await sql`insert into kysely_migration (name, timestamp) values ('088-foreign-lineage', '')`.execute(db)
})

it('a table that PostgreSQL would store differently is refused, and nothing is kept', async () => {
  await sql`alter table pipeline add column later text`.execute(source.database.db)
  await expect(move()).rejects.toThrow('The two databases differ in pipeline: later')
  await sql`alter table pipeline drop column later`.execute(source.database.db)
  // A change on the way is detected when it is read back.
  const { db } = target.database
  await sql`create function spoil() returns trigger as $$ begin new.version = 'x'; return new; end $$ language plpgsql`.execute(
    db,
  )
  await sql`create trigger spoil before insert on server_start for each row execute function spoil()`.execute(
    db,
  )
  await expect(move()).rejects.toThrow('The copy of the table server_start differs')
  expect(await countOf(anyTable(target.database), 'pipeline')).toBe(0)
  await sql`drop trigger spoil on server_start`.execute(db)
  await sql`drop function spoil`.execute(db)
})

it('everything arrives: every table with its rows, read by the stores as before', async () => {
  const before = await readEveryTable(source.stores, filled)
  const moved = await move()
  expect(moved).toMatchObject({ copied: true, unfinished: 0 })
  expect(await readEveryTable(target.stores, filled)).toEqual(before)
  for (const id of filled.executionIds)
    expect(await target.stores.executions.find(id)).toEqual(await source.stores.executions.find(id))
  for (const id of filled.pipelineIds)
    expect(await target.stores.pipelines.find(id)).toEqual(await source.stores.pipelines.find(id))
  expect(await target.stores.alerts.rules()).toEqual(await source.stores.alerts.rules())

  const [from, to] = [anyTable(source.database), anyTable(target.database)]
  for (const table of await tablesOf(target.database)) {
    const rows = await countOf(from, table)
    // One more: the record of the move.
    expect([table, await countOf(to, table)]).toEqual([table, rows + (table === 'meta' ? 1 : 0)])
    expect([table, rows > 0]).toEqual([table, true])
  }
  const { rows } = await sql`select "emailVerified", banned, "banExpires" from "user" order by id`.execute(to)
  expect(rows).toEqual([
    { emailVerified: true, banned: false, banExpires: new Date(1_764_417_600_123) },
    { emailVerified: false, banned: null, banExpires: null },
  ])
  const { rows: names } = await sql`select name from past_name where pipeline_id = 'p'`.execute(to)
  expect(names).toEqual([{ name: 'with a NUL \u2400 inside' }])
  expect(await move()).toEqual({ ...moved, copied: false })
})

it('a move can be repeated, and adds what is new', async () => {
  const first = await move()
  const pipeline = await storedPipeline(source.stores, { name: 'Of today' })
  await startedExecution(source.stores, pipeline)
  const second = await move()
  expect(second).toMatchObject({ copied: true, unfinished: 1 })
  expect(second.rows).toBeGreaterThan(first.rows)
  expect(await target.stores.pipelines.find(pipeline.id)).toMatchObject({ name: 'Of today' })
})

it('existing data is not overwritten unless an earlier move wrote it; new events get unused numbers', async () => {
  const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = 'event'`.execute(
    source.database.db,
  )
  const pipeline = await storedPipeline(target.stores, { name: 'Made on PostgreSQL' })
  const { seq } = await target.database.db
    .selectFrom('event')
    .select('seq')
    .orderBy('seq', 'desc')
    .executeTakeFirstOrThrow()
  expect(seq).toBe((rows[0]?.seq ?? 0) + 1)
  await expect(move()).rejects.toThrow(
    /has been used since it was copied on 2026-11-29T12:00:00.000Z: its table/,
  )
  expect(await target.stores.pipelines.find(pipeline.id)).toBeDefined()

  await using used = await openTestDatabase('postgres')
  await storedPipeline(used.stores, { name: 'Of somebody else' })
  await expect(move(source, used)).rejects.toThrow(
    'The PostgreSQL database is in use: its table "pipeline" holds',
  )

  await using other = await openTestDatabase('sqlite')
  await checkSecretKey(other.database, other.secretBox)
  await using copy = await openTestDatabase('postgres')
  await move(other, copy)
  await expect(move(source, copy)).rejects.toThrow('holds a copy of another installation')
})
