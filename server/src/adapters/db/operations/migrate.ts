import { chmod, rename, rm } from 'node:fs/promises'

import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'

import { messageOf } from '../../../domain/core/errors.ts'
import { retry } from '../../../domain/core/retry.ts'
import { steadyClock } from '../../system/system.ts'
import { initial } from '../migrations/001-initial.ts'
import { bulkAndViews } from '../migrations/003-bulk-and-views.ts'
import { audit } from '../migrations/004-audit.ts'
import { peopleAndTokens } from '../migrations/009-people-and-tokens.ts'
import { followersAndHolds } from '../migrations/012-followers-and-holds.ts'
import { concurrency } from '../migrations/016-concurrency.ts'
import { statistics } from '../migrations/010-statistics.ts'
import { schedules } from '../migrations/006-schedules.ts'
import { hubAndSettingGroups } from '../migrations/014-hub-and-setting-groups.ts'
import { alerts } from '../migrations/008-alerts.ts'
import { retries } from '../migrations/011-retries.ts'
import { passwordLinks } from '../migrations/018-password-links.ts'
import { pluginUses } from '../migrations/019-plugin-uses.ts'
import { pipelineFilters } from '../migrations/020-pipeline-filters.ts'
import { sealedState } from '../migrations/021-sealed-state.ts'
import { secretSettings } from '../migrations/024-secret-settings.ts'
import { deliveriesInTurn } from '../migrations/022-deliveries-in-turn.ts'
import { linksByTokens } from '../migrations/023-links-by-tokens.ts'
import { pipelineCatalogs } from '../migrations/028-pipeline-catalogs.ts'
import { catalogVersions } from '../migrations/032-catalog-versions.ts'
import { bytesTransferred } from '../migrations/030-bytes-transferred.ts'
import { eventFollowers } from '../migrations/031-event-followers.ts'
import { pluginLocks } from '../migrations/036-plugin-locks.ts'
import { executionsBySize } from '../migrations/055-executions-by-size.ts'
import { failureCauses } from '../migrations/041-failure-causes.ts'
import { serverStarts } from '../migrations/042-server-starts.ts'
import { transformParts } from '../migrations/040-transform-parts.ts'
import { logLevelCounts } from '../migrations/046-log-level-counts.ts'
import { newestVersions } from '../migrations/037-newest-versions.ts'
import { freshness } from '../migrations/050-freshness.ts'
import { executionNotes } from '../migrations/060-execution-notes.ts'
import { executionTurns } from '../migrations/059-execution-turns.ts'
import { pipelinePriority } from '../migrations/058-pipeline-priority.ts'
import { projectProblems } from '../migrations/071-project-problems.ts'
import { projectStates } from '../migrations/072-project-states.ts'
import { projects } from '../migrations/070-projects.ts'
import { projectUndo } from '../migrations/047-project-undo.ts'
import { causeSorts } from '../migrations/057-cause-sorts.ts'
import { fleetSorts } from '../migrations/056-fleet-sorts.ts'
import { pipelineRunner } from '../migrations/073-pipeline-runner.ts'
import { knownCounts } from '../migrations/074-known-counts.ts'
import { lineage } from '../migrations/080-lineage.ts'
import { pastFlows } from '../migrations/085-past-flows.ts'
import { templates } from '../migrations/082-templates.ts'
import { openLineage } from '../migrations/087-open-lineage.ts'
import { VERSION } from '../../../core/version.ts'
import { nodes } from '../migrations/093-nodes.ts'
import {
  findIncompatibleNode,
  isInUse,
  newerLevel,
  SCHEMA_LEVEL,
  storeLevel,
  type SchemaLevel,
} from './schema-level.ts'
import { foreignLineage } from '../migrations/088-foreign-lineage.ts'
import { datasetAliases } from '../migrations/089-dataset-aliases.ts'
import { deletedDashboards } from '../migrations/043-deleted-dashboards.ts'
import { dashboards } from '../migrations/092-dashboards.ts'
import { objectives } from '../migrations/090-objectives.ts'
import { leaders } from '../migrations/096-leaders.ts'
import { bulkResumption } from '../migrations/097-bulk-resumption.ts'
import { environments } from '../migrations/098-environments.ts'
import { errands } from '../migrations/099-errands.ts'
import { requiredLabels } from '../migrations/100-required-labels.ts'
import { budgetLeft } from '../migrations/104-budget-left.ts'
import { burnWindows } from '../migrations/105-burn-windows.ts'
import { deletedDashboardsByOwner } from '../migrations/106-deleted-dashboards-by-owner.ts'
import { environmentOutput } from '../migrations/107-environment-output.ts'
import { followerPlaces } from '../migrations/110-follower-places.ts'
import { errandLabels } from '../migrations/112-errand-labels.ts'
import { operations } from '../migrations/017-operations.ts'
import { executions } from '../migrations/013-executions.ts'
import type { Database, Dialect } from '../core/open-database.ts'

/** The database cannot be used by this version; the message says what to do. */
class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

export type Migrations = Record<string, (db: Kysely<unknown>, dialect: Dialect) => Promise<void>>

/** Applied in the order of their names. A released migration is never edited. */
const MIGRATIONS: Migrations = {
  '001-initial': initial,
  '003-bulk-and-views': bulkAndViews,
  '004-audit': audit,
  '009-people-and-tokens': peopleAndTokens,
  '010-statistics': statistics,
  '012-followers-and-holds': followersAndHolds,
  '016-concurrency': concurrency,
  '006-schedules': schedules,
  '008-alerts': alerts,
  '011-retries': retries,
  '014-hub-and-setting-groups': hubAndSettingGroups,
  '017-operations': operations,
  '018-password-links': passwordLinks,
  '019-plugin-uses': pluginUses,
  '020-pipeline-filters': pipelineFilters,
  '021-sealed-state': sealedState,
  '022-deliveries-in-turn': deliveriesInTurn,
  '023-links-by-tokens': linksByTokens,
  '024-secret-settings': secretSettings,
  '028-pipeline-catalogs': pipelineCatalogs,
  '032-catalog-versions': catalogVersions,
  '030-bytes-transferred': bytesTransferred,
  '031-event-followers': eventFollowers,
  '036-plugin-locks': pluginLocks,
  '040-transform-parts': transformParts,
  '041-failure-causes': failureCauses,
  '042-server-starts': serverStarts,
  '043-deleted-dashboards': deletedDashboards,
  '046-log-level-counts': logLevelCounts,
  '047-project-undo': projectUndo,
  '055-executions-by-size': executionsBySize,
  '037-newest-versions': newestVersions,
  '013-executions': executions,
  '050-freshness': freshness,
  '056-fleet-sorts': fleetSorts,
  '057-cause-sorts': causeSorts,
  '058-pipeline-priority': pipelinePriority,
  '059-execution-turns': executionTurns,
  '060-execution-notes': executionNotes,
  '070-projects': projects,
  '071-project-problems': projectProblems,
  '072-project-states': projectStates,
  '073-pipeline-runner': pipelineRunner,
  '074-known-counts': knownCounts,
  '080-lineage': lineage,
  '082-templates': templates,
  '085-past-flows': pastFlows,
  '087-open-lineage': openLineage,
  '088-foreign-lineage': foreignLineage,
  '089-dataset-aliases': datasetAliases,
  '090-objectives': objectives,
  '092-dashboards': dashboards,
  '093-nodes': nodes,
  '096-leaders': leaders,
  '097-bulk-resumption': bulkResumption,
  '098-environments': environments,
  '099-errands': errands,
  '100-required-labels': requiredLabels,
  '104-budget-left': budgetLeft,
  '105-burn-windows': burnWindows,
  '106-deleted-dashboards-by-owner': deletedDashboardsByOwner,
  '107-environment-output': environmentOutput,
  '110-follower-places': followerPlaces,
  '112-errand-labels': errandLabels,
}

interface MigrateOptions {
  at?: Date
  more?: Migrations
  level?: SchemaLevel
  /** Called once, if another server is upgrading the database and the wait for it begins. */
  onWait?: () => void
  maxWaitMs?: number
}

/**
 * Upgrades the schema. A SQLite file that holds data is copied first; returns the path of that copy. On PostgreSQL it
 * first waits for another server that is upgrading the database. Throws MigrationError if that takes too long, if the
 * schema is newer than this version, or if a migration fails.
 */
export async function migrate(
  database: Database,
  options: MigrateOptions = {},
): Promise<{ backup: string | null }> {
  if (database.dialect === 'sqlite') return upgrade(database, options)
  // Everything on the connection that holds the lock: the pool might have no other.
  return database.db.connection().execute(async (db) => {
    await lockMigrations(db, options)
    try {
      return await upgrade({ ...database, db }, options)
    } finally {
      // If the connection broke, PostgreSQL has released the lock.
      await sql`select pg_advisory_unlock(${LOCK})`.execute(db).catch(() => undefined)
    }
  })
}

/** Identifies the advisory lock; any number that nothing else locks. Kysely's own covers only the migrations. */
const LOCK = 7_031_946_210
const POLL_MS = 200
/** How long to wait for another server's upgrade, which rewrites tables of millions of rows. */
export const UPGRADE_MINUTES = 30

/** Waits until no other server upgrades the database, so that what is read after it stays true. */
async function lockMigrations(
  db: Database['db'],
  { onWait, maxWaitMs = UPGRADE_MINUTES * 60_000 }: MigrateOptions,
): Promise<void> {
  await retry(
    steadyClock,
    {
      shouldRetry: ({ error, elapsedMs }) => error instanceof MigrationError && elapsedMs < maxWaitMs,
      pauseMs: POLL_MS,
      onRetry({ attempt }) {
        // Servers that start at the same time only look, which takes a moment.
        if (attempt === WAITS_AFTER) onWait?.()
      },
    },
    async () => {
      const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_lock(${LOCK}) as locked`.execute(
        db,
      )
      if (rows[0]?.locked !== true) throw new MigrationError(stillUpgrading(maxWaitMs))
    },
  )
}

const WAITS_AFTER = 5

async function upgrade(
  database: Database,
  { at = new Date(), more = {}, level = SCHEMA_LEVEL }: MigrateOptions,
): Promise<{ backup: string | null }> {
  const all = { ...MIGRATIONS, ...more }
  const { db, dialect } = database
  const migrations: Record<string, Migration> = Object.fromEntries(
    Object.entries(all).map(([name, up]) => [name, { up: (trx) => up(trx, dialect) }]),
  )
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    // Features land in a different order than their numbers; none builds on a lower number that came later.
    allowUnorderedMigrations: true,
  })
  const applied = await appliedMigrations(db, dialect)
  const unknown = applied.filter((name) => !Object.hasOwn(all, name))
  const missing = Object.keys(all).filter((name) => !applied.includes(name))
  // Several servers share a database only on PostgreSQL.
  const isShared = dialect === 'postgres' && applied.includes('093-nodes')
  if (unknown.length > 0) {
    const newer = isShared ? await newerLevel(database, level) : undefined
    if (newer?.worksTogether === false) throw new MigrationError(tooOld(newer.version))
    if (newer?.worksTogether === true && missing.length === 0) return { backup: null }
    throw new MigrationError(
      `The database was created by a newer version of FLX Pipelines (it has "${unknown.at(-1)}"). Start that version, or restore the backup made before the upgrade.`,
    )
  }
  const incompatibleNode =
    isShared && missing.length > 0 ? await findIncompatibleNode(database, level) : undefined
  if (incompatibleNode !== undefined) throw new MigrationError(tooNew(incompatibleNode))
  const backup = missing.length > 0 && applied.length > 0 ? await backUp(database, at) : null
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'a migration'
    throw new MigrationError(
      `Could not upgrade the database (${failed}): ${messageOf(error)}.${backup === null ? '' : ` A copy from before the upgrade is at ${backup}.`}`,
      { cause: error },
    )
  }
  // At once rather than when this server joins: servers that work together with it might start meanwhile.
  if (isShared && missing.length > 0 && (await isInUse(database))) await storeLevel(db, level, VERSION)
  return { backup }
}

const stillUpgrading = (waitedMs: number): string =>
  `Another server is upgrading the database, and was not done after ${Math.round(waitedMs / 60_000)} minutes. Start this one again when that server has started.`

const tooOld = (newer: string): string =>
  `FLX Pipelines ${VERSION} is too old for the servers that use this database: version ${newer} has upgraded it, and only works together with the previous version. Start version ${newer} here.`

const tooNew = ({ name, version }: { name: string; version: string }): string =>
  `FLX Pipelines ${VERSION} is too new for the servers that use this database: ${name} runs version ${version}, which cannot work together with this one. Upgrade that server step by step, or stop it, then start this one again.`

async function appliedMigrations(db: Database['db'], dialect: Dialect): Promise<string[]> {
  const tables =
    dialect === 'sqlite'
      ? sql`select name from sqlite_master where name = 'kysely_migration'`
      : sql`select table_name from information_schema.tables where table_name = 'kysely_migration' and table_schema = current_schema()`
  if ((await tables.execute(db)).rows.length === 0) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map((row) => row.name)
}

async function backUp({ db, dialect, file }: Database, at: Date): Promise<string | null> {
  if (dialect !== 'sqlite' || file === null || file === ':memory:') return null
  const copy = `${file}.before-upgrade-${at.toISOString().replaceAll(/[:.]/g, '-')}`
  const unfinished = `${copy}.unfinished`
  await rm(unfinished, { force: true })
  await sql`vacuum into ${unfinished}`.execute(db)
  await chmod(unfinished, 0o600)
  await rename(unfinished, copy)
  return copy
}
