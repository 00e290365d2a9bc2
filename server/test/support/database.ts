import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'
import { describe, inject } from 'vitest'

import { createStores, type Stores } from '../../src/adapters/db/create-stores.ts'
import { migrate } from '../../src/adapters/db/migrate.ts'
import { openPostgres, openSqlite, type Database, type Dialect } from '../../src/adapters/db/open-database.ts'
import { createSecretBox } from '../../src/adapters/secrets/secret-box.ts'
import type { SecretBox } from '../../src/domain/ports.ts'

/** A database that exists for one test. */
export interface TestDatabase extends AsyncDisposable {
  dialect: Dialect
  /** Of the PostgreSQL database, or of the SQLite file. */
  url: string
  database: Database
  stores: Stores
  secretBox: SecretBox
  /** The stores on a connection of their own, as another process would have them. Closed with the database. */
  connect(): Stores & { database: Database }
}

export type OpenTestDatabase = (options?: { migrated?: boolean }) => Promise<TestDatabase>

/** One body of tests for both dialects; each calls `open` for an empty, migrated database of its own. */
export function describeDialects(
  name: string,
  body: (open: OpenTestDatabase, dialect: Dialect) => void,
): void {
  describe.each(['sqlite', 'postgres'] as const)(`${name} (%s)`, (dialect) => {
    body((options) => openTestDatabase(dialect, options), dialect)
  })
}

/** The clock of the stores in tests. */
export const NOON = '2026-11-23T12:00:00.000Z'

/** For tests of rules that do not depend on the dialect. */
export async function openTestDatabase(dialect: Dialect, { migrated = true } = {}): Promise<TestDatabase> {
  await using made = new AsyncDisposableStack()
  const place = dialect === 'sqlite' ? await sqlitePlace(made) : await postgresPlace(made)
  const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'test.key' })
  const open = (stack: AsyncDisposableStack) => {
    const database = stack.use(place.open())
    return { ...createStores(database, { secretBox, clock: { now: () => new Date(NOON) } }), database }
  }
  const { database, ...stores } = open(made)
  if (migrated) await migrate(database)
  const kept = made.move()
  return {
    dialect,
    url: place.url,
    database,
    stores,
    secretBox,
    connect: () => open(kept),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

interface Place {
  url: string
  open(): Database
}

async function sqlitePlace(made: AsyncDisposableStack): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-database-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  // Two connections of one process: the one that waits would keep the other from going on.
  const file = join(folder, 'flx.db')
  return { url: `file:${file}`, open: () => openSqlite(file, { busyTimeoutMs: 1 }) }
}

async function postgresPlace(made: AsyncDisposableStack): Promise<Place> {
  const server = await postgresUrl()
  const name = `flx_${randomUUID().replaceAll('-', '')}`
  await onServer(server, `create database ${name}`)
  made.defer(() => onServer(server, `drop database ${name} with (force)`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, open: () => openPostgres(url.href, () => undefined) }
}

/** The PostgreSQL server of the tests; the first who asks waits for its start. */
export async function postgresUrl(): Promise<string> {
  const response = await fetch(inject('postgresDoor'))
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
