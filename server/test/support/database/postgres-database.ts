import { randomUUID } from 'node:crypto'

import pg from 'pg'
import { inject } from 'vitest'

import { openPostgres } from '../../../src/adapters/db/core/open-postgres.ts'
import { migrate } from '../../../src/adapters/db/operations/migrate.ts'
import type { DatabaseLocation } from '../database.ts'

/** Creates a PostgreSQL database that lasts as long as `resources`: empty, or as the migrations leave it. */
export async function createPostgresDatabase(
  resources: AsyncDisposableStack,
  migrated: boolean,
): Promise<DatabaseLocation> {
  const server = await postgresUrl()
  const name = migrated ? await takeMigrated(server) : `${inject('postgresTemplate')}_${randomName()}`
  if (!migrated) await onServer(server, `create database ${name}`)
  resources.defer(() => (migrated ? giveBack(server, name) : drop(server, name)))
  const url = databaseUrl(server, name)
  return { url, open: () => openPostgres(url, { onError: () => undefined }) }
}

const randomName = (): string => randomUUID().slice(-12)

/** Unused migrated databases. Creating one takes twenty times as long as emptying it. */
const idle: string[] = []

async function takeMigrated(server: string): Promise<string> {
  const found = idle.pop()
  if (found !== undefined) return found
  const template = await postgresTemplate(server)
  const name = `${template}_${randomName()}`
  // Copying the files takes a third of the time of writing each page to the log.
  await onServer(server, `create database ${name} template ${template} strategy file_copy`)
  return name
}

/** Keeps the rows of the migrations. A database whose tables a test has changed is dropped. */
async function giveBack(server: string, name: string): Promise<void> {
  const { shape } = await (cachedReset ??= readReset(server))
  const cleaner = await (cleaners.get(name) ?? openCleaner(server, name))
  if ((await shapeOf(cleaner)) === shape) {
    await cleaner.query('select pg_temp.reset()')
    idle.push(name)
    return
  }
  cleaners.delete(name)
  await cleaner.end()
  await drop(server, name)
}

/**
 * One connection per database empties it after each test: a new one would read the description of every table first,
 * which takes longer than emptying them.
 */
const cleaners = new Map<string, Promise<pg.Client>>()

function openCleaner(server: string, name: string): Promise<pg.Client> {
  const opened = (async () => {
    const { reset } = await (cachedReset ??= readReset(server))
    const client = new pg.Client({ connectionString: databaseUrl(server, name) })
    // A test, or the end of the run, has ended it: the next test gets another database.
    client.on('error', () => {
      cleaners.delete(name)
      if (idle.includes(name)) idle.splice(idle.indexOf(name), 1)
    })
    await client.connect()
    await client.query(reset)
    return client
  })()
  cleaners.set(name, opened)
  return opened
}

let cachedReset: Promise<{ shape: string; reset: string }> | undefined

/** The function that resets a database to its template. A session plans its statements once. */
async function readReset(server: string): Promise<{ shape: string; reset: string }> {
  return inDatabase(server, await postgresTemplate(server), async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'`,
    )
    const { rows: sequences } = await client.query<{ name: string }>(
      `select sequencename as name from pg_sequences where schemaname = 'public'`,
    )
    const statements = tables.map(({ name }) => `delete from "${name}"`)
    for (const { name } of tables) {
      const { rows } = await client.query<{ kept: string | null }>(
        `select json_agg(row_to_json(one))::text as kept from "${name}" one`,
      )
      const templateRows = rows[0]?.kept ?? null
      if (templateRows === null) continue
      const literal = client.escapeLiteral(templateRows)
      statements.push(
        `insert into "${name}" select * from json_populate_recordset(null::"${name}", ${literal})`,
      )
    }
    // Of a server that was started on it.
    statements.push(`if to_regclass('flx_queue.job') is not null then delete from flx_queue.job; end if`)
    statements.push(...sequences.map(({ name }) => `perform setval('"${name}"', 1, false)`))
    const body = ['begin', ...statements.map((one) => `  ${one};`), 'end'].join('\n')
    const reset = [
      // No foreign key requires an order of the tables.
      'set session_replication_role = replica',
      `create function pg_temp.reset() returns void language plpgsql as ${client.escapeLiteral(body)}`,
    ].join(';\n')
    return { shape: await shapeOf(client), reset }
  })
}

async function shapeOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ shape: string }>(
    `select md5(string_agg(relname || '.' || attname, ',' order by relname, attnum)) as shape
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and attnum > 0`,
  )
  return rows[0]?.shape ?? ''
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

let cachedTemplate: Promise<string> | undefined

/** The same for PostgreSQL: a template database, one for all processes of a run. */
const postgresTemplate = (server: string): Promise<string> =>
  (cachedTemplate ??= (async () => {
    const name = inject('postgresTemplate')
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    try {
      // Held until the connection ends: the second process finds it created.
      await client.query('select pg_advisory_lock(7)')
      const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
      if (rowCount !== 0) return name
      // Left by a run that did not finish.
      await client.query(`drop database if exists ${name}_unfinished with (force)`)
      await client.query(`create database ${name}_unfinished`)
      {
        await using database = openPostgres(databaseUrl(server, `${name}_unfinished`), {
          onError: () => undefined,
        })
        await migrate(database)
      }
      await client.query(`alter database ${name}_unfinished rename to ${name}`)
      return name
    } finally {
      await client.end()
    }
  })())

/** The PostgreSQL server of the tests; the first caller waits for its start. */
async function postgresUrl(): Promise<string> {
  const response = await fetch(inject('postgresDoor'))
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

const onServer = (url: string, statement: string): Promise<unknown> =>
  withConnection(url, (client) => client.query(statement))

const drop = async (server: string, name: string): Promise<void> =>
  void (await onServer(server, `drop database ${name} with (force)`))

const inDatabase = <T>(server: string, name: string, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  withConnection(databaseUrl(server, name), work)

async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
