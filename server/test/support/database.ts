import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'
import { describe, inject } from 'vitest'

import { createStores, type Stores } from '../../src/adapters/db/create-stores.ts'
import { migrate } from '../../src/adapters/db/operations/migrate.ts'
import { openSqlite, type Database, type Dialect } from '../../src/adapters/db/core/open-database.ts'
import { createSecretBox } from '../../src/adapters/secrets/secret-box.ts'
import type { SecretBox } from '../../src/domain/core/ports.ts'
import { createPostgresDatabase } from './database/postgres-database.ts'

/** A database that exists for one test. */
export interface TestDatabase extends AsyncDisposable {
  dialect: Dialect
  /** Of the PostgreSQL database, or of the SQLite file. */
  url: string
  database: Database
  stores: Stores
  secretBox: SecretBox
  /** The stores on a separate connection, as another process would have them. Closed with the database. */
  connect(): Stores & { database: Database }
}

export type OpenTestDatabase = (options?: { migrated?: boolean }) => Promise<TestDatabase>

/** Runs the same tests for both dialects; each calls `open` for an empty, migrated database of its own. */
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

/** Opens a database of one dialect, for tests of rules that do not depend on it. */
export async function openTestDatabase(dialect: Dialect, { migrated = true } = {}): Promise<TestDatabase> {
  await using resources = new AsyncDisposableStack()
  const location = await (dialect === 'sqlite' ? createSqliteDatabase : createPostgresDatabase)(
    resources,
    migrated,
  )
  const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'test.key' })
  const open = (stack: AsyncDisposableStack) => {
    const database = stack.use(location.open())
    return { ...createStores(database, { secretBox, clock: { now: () => new Date(NOON) } }), database }
  }
  const { database, ...stores } = open(resources)
  const owned = resources.move()
  return {
    dialect,
    url: location.url,
    database,
    stores,
    secretBox,
    connect: () => open(owned),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Location of a test database. */
export interface DatabaseLocation {
  url: string
  open(): Database
}

async function createSqliteDatabase(
  resources: AsyncDisposableStack,
  migrated: boolean,
): Promise<DatabaseLocation> {
  const folder = await mkdtemp(join(tmpdir(), 'flx-database-'))
  resources.defer(() => rm(folder, { recursive: true, force: true }))
  // Two connections of one process: the waiting one would keep the other from continuing.
  const file = join(folder, 'flx.db')
  if (migrated) await copyFile(await sqliteTemplate(), file)
  return { url: `file:${file}`, open: () => openSqlite(file, { busyTimeoutMs: 1 }) }
}

let cachedTemplate: Promise<string> | undefined

/** An empty, migrated file to copy: the migrations take longer than most tests. One per process. */
const sqliteTemplate = (): Promise<string> =>
  (cachedTemplate ??= (async () => {
    const folder = await mkdtemp(join(inject('runFolder'), 'sqlite-'))
    const file = join(folder, 'flx.db')
    await using database = openSqlite(file)
    await migrate(database)
    await sql`pragma wal_checkpoint(truncate)`.execute(database.db)
    return file
  })())
