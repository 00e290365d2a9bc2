import { existsSync, readFileSync } from 'node:fs'

import pg from 'pg'

import { startPostgres, type RunningPostgres } from '../../support/database/postgres-server.ts'

/** Debian's programs: `postgresql-15-wal2json`, which decodes the log, is installed into them. */
const FOLDER = '/usr/lib/postgresql/15'

/** Why there is no logical replication on this machine; null when there is. */
export function withoutLogicalReplication(): string | null {
  if (!existsSync(`${FOLDER}/bin/postgres`)) return 'needs the Debian package postgresql-15'
  if (!existsSync(`${FOLDER}/lib/wal2json.so`)) return 'needs the Debian package postgresql-15-wal2json'
  return null
}

/** A separate cluster that writes what logical replication needs. */
export const startLogicalPostgres = (): Promise<RunningPostgres> =>
  startPostgres({
    binaries: `${FOLDER}/bin`,
    settings: {
      ...{ wal_level: 'logical', max_replication_slots: '20', max_wal_senders: '20' },
      // Commits are in the log at once: extractors read up to its end.
      synchronous_commit: 'on',
      // Newer releases (15.20) require it; earlier ones reject it as unknown.
      ...(knowsTrustedPlugins() ? { output_plugin_libraries: 'wal2json' } : {}),
    },
  })

const knowsTrustedPlugins = (): boolean =>
  readFileSync(`${FOLDER}/bin/postgres`).includes('output_plugin_libraries')

/** A separate database on a server, with a role whose password appears nowhere else. */
export interface PostgresDatabase extends AsyncDisposable {
  name: string
  host: string
  port: number
  user: string
  password: string
  query(sql: string, values?: unknown[]): Promise<Record<string, string | null>[]>
}

export async function createDatabase(server: string): Promise<PostgresDatabase> {
  const url = new URL(server)
  const name = `real_${crypto.randomUUID().replaceAll('-', '')}`
  const password = crypto.randomUUID()
  const admin = await connect(url)
  await admin.query(`create role ${name} login superuser password '${password}'`)
  await admin.query(`create database ${name} owner ${name}`)
  const client = await connect(Object.assign(new URL(url), { pathname: `/${name}` }))
  await client.query("set time zone 'UTC'")
  return {
    ...{ name, user: name, password, host: url.hostname, port: Number(url.port) },
    async query(sql, values) {
      // Digits as the database writes them.
      const asText = { getTypeParser: () => (text: string | Buffer) => String(text) }
      return (
        await client.query<Record<string, string | null>>({ text: sql, values: values ?? [], types: asText })
      ).rows
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      await dropSlots(admin, name)
      await admin.query(`drop database ${name} with (force)`)
      await admin.query(`drop role ${name}`)
      await admin.end()
    },
  }
}

async function dropSlots(admin: pg.Client, database: string): Promise<void> {
  await admin.query(
    'select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = $1',
    [database],
  )
}

async function connect(url: URL): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return client
}
