import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { sql } from 'kysely'

import { createAuditLog } from '../adapters/db/access/audit-log.ts'
import { openSqlite, type Database } from '../adapters/db/core/open-database.ts'
import { createPasswordLinks } from '../adapters/db/access/password-links.ts'
import { createReader } from '../adapters/db/core/reader.ts'
import { createWriter } from '../adapters/db/core/writer.ts'
import { tokenValues } from '../adapters/auth/token-values.ts'
import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import { openShared } from './open-database.ts'

const LINK_HOURS = 24
/** A server might be writing at the same moment. */
const BUSY_TIMEOUT_MS = 5000

/**
 * `npm run user -- reset EMAIL`: prints a link to set a new password, also while the server runs. Also enables the
 * account, for an administrator whom no other administrator can let in.
 */
async function main(): Promise<void> {
  const [action, address] = process.argv.slice(2)
  if (action !== 'reset' || address === undefined)
    throw new Error('Usage: npm run user -- reset name@example.com')
  const config = readEnvironment(process.env)
  await using database =
    config.postgres === null
      ? openFile(join(config.dataDir, 'flx.db'))
      : await openShared(config.postgres.url)
  // The table of the sign-in library, which our schema does not type.
  const { rows } = await sql<{ id: string; name: string; banned: number | boolean | null }>`
    select id, name, banned from "user" where email = ${address.toLowerCase()}`.execute(database.db)
  const [user] = rows
  if (user === undefined) throw new Error(`No user has the e-mail address ${address}.`)
  if (user.banned === 1 || user.banned === true) {
    const notBanned = database.dialect === 'sqlite' ? 0 : false
    await sql`update "user" set banned = ${notBanned} where id = ${user.id}`.execute(database.db)
  }

  const writer = createWriter(database)
  const secret = tokenValues.random()
  const now = new Date()
  await createPasswordLinks(writer).save({
    userId: user.id,
    tokenId: null,
    hash: tokenValues.hash(secret),
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + LINK_HOURS * 3_600_000).toISOString(),
  })
  await using reader = createReader(database)
  await createAuditLog(writer, reader).record({
    actor: { id: null, name: 'Command line' },
    action: 'reset',
    entityType: 'user',
    entityId: user.id,
    entityName: user.name,
  })
  const origin = config.publicUrl ?? `http://${config.host}:${config.port === 0 ? 'PORT' : config.port}`
  console.log(
    `${user.name} can set a new password within ${LINK_HOURS} hours at\n${origin}/set-password#${secret}`,
  )
}

/** Opens the file while a server might be using it. */
function openFile(file: string): Database {
  if (!existsSync(file)) throw new Error(`No database at ${file}. Set FLX_DATA_DIR.`)
  return openSqlite(file, { busyTimeoutMs: BUSY_TIMEOUT_MS })
}

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
