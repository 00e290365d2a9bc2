import { NO_OPEN_LINEAGE, type OpenLineageSettings } from '@flx/shared/lineage/open-lineage'

import type { NewId, SecretBox } from '../../../domain/core/ports.ts'
import type { OpenLineageRecord, OpenLineageStore } from '../../../domain/lineage/open-lineage/outbox.ts'
import { endFollower, followedUpTo, moveFollower } from '../core/event-followers.ts'
import { damagedFields } from '../core/rows/damaged-columns.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import { storable } from '../core/rows/folded-text.ts'
import type { OpenLineageRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'
import { originOf } from './open-lineage-origin.ts'
import { openLineageOutbox } from './open-lineage-outbox.ts'

const ID = 'connection'
const FOLLOWER = 'open-lineage'
/**
 * How long it is remembered how far an execution was reported. Ended executions are not reported again; one that lasts
 * longer than this would be reported as started a second time.
 */
const KEPT_RUNS_DAYS = 30

/** Stores the connection to a receiver of run events, and its outbox. */
export function createOpenLineageStore(writer: Writer, secretBox: SecretBox, newId: NewId): OpenLineageStore {
  const { db } = writer

  return {
    ...openLineageOutbox(writer),
    originOf: (execution, byMeltano) => originOf(db, execution, byMeltano),

    async connection() {
      const row = await db.selectFrom('open_lineage').selectAll().where('id', '=', ID).executeTakeFirst()
      return row === undefined ? NO_CONNECTION : recordOf(row, secretBox)
    },

    saveConnection: (settings, at, audit) =>
      writer.change(async (trx, emit, note) => {
        const sealed = secretBox.seal(toJson(settings))
        // New settings might work where the previous ones failed.
        const values = {
          settings: sealed,
          failing_since: null,
          last_error: null,
          paused_until: null,
          failures: 0,
        }
        await trx
          .insertInto('open_lineage')
          .values({ id: ID, ...values, last_sent_at: null, missed_at: null })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
          .execute()
        await trx
          .updateTable('open_lineage_event')
          .set({ next_attempt_at: at })
          .where('status', '=', 'waiting')
          .execute()
        await follow(trx, settings)
        emit({ type: 'openLineage.changed' })
        note(audit)
      }),

    position: () => followedUpTo(db, FOLLOWER),

    async lastPlaceOf(executionId) {
      const row = await db
        .selectFrom('open_lineage_run')
        .select('place')
        .where('execution_id', '=', executionId)
        .executeTakeFirst()
      return row?.place
    },

    enqueue: (events, position, at) =>
      writer.change(async (trx) => {
        const before = await followedUpTo(trx, FOLLOWER)
        // It was turned off meanwhile, or another node was faster.
        if (before === null || before >= position) return
        for (const event of events) {
          await trx
            .insertInto('open_lineage_event')
            .values(
              storable({
                id: newId(),
                ...{ execution_id: event.executionId, place: event.place, type: event.type },
                ...{ pipeline_id: event.pipelineId, pipeline_name: event.pipelineName },
                ...{ status: 'waiting', attempts: 0, error: null, payload: event.payload },
                ...{ created_at: at, next_attempt_at: at },
              }),
            )
            .execute()
          const latest = { place: event.place, told_at: at }
          await trx
            .insertInto('open_lineage_run')
            .values({ execution_id: event.executionId, ...latest })
            .onConflict((conflict) => conflict.column('execution_id').doUpdateSet(latest))
            .execute()
        }
        if (events.length > 0) {
          const cutoff = new Date(Date.parse(at) - KEPT_RUNS_DAYS * 86_400_000).toISOString()
          await trx.deleteFrom('open_lineage_run').where('told_at', '<', cutoff).execute()
        }
        await moveFollower(trx, FOLLOWER, position)
      }),

    noteMissed: (position, at) =>
      writer.change(async (trx) => {
        if ((await followedUpTo(trx, FOLLOWER)) === null) return
        await moveFollower(trx, FOLLOWER, position)
        await trx.updateTable('open_lineage').set({ missed_at: at }).where('id', '=', ID).execute()
      }),
  }
}

async function follow(trx: Trx, { isActive }: OpenLineageSettings): Promise<void> {
  if (!isActive) return endFollower(trx, FOLLOWER)
  if ((await followedUpTo(trx, FOLLOWER)) !== null) return
  const last = await trx.selectFrom('event').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  await moveFollower(trx, FOLLOWER, last?.seq ?? 0)
}

const NO_CONNECTION: OpenLineageRecord = {
  settings: NO_OPEN_LINEAGE,
  ...{
    lastSentAt: null,
    failingSince: null,
    lastError: null,
    pausedUntil: null,
    failures: 0,
    missedAt: null,
  },
}

function recordOf(row: OpenLineageRow, secretBox: SecretBox): OpenLineageRecord {
  const read = rowReader('open_lineage', row.id)
  const settings = read.sealedObject<OpenLineageSettings>(
    'settings',
    row.settings,
    secretBox,
    NO_OPEN_LINEAGE,
  )
  return {
    settings: { ...NO_OPEN_LINEAGE, ...settings },
    lastSentAt: row.last_sent_at,
    failingSince: row.failing_since,
    lastError: row.last_error,
    pausedUntil: row.paused_until,
    failures: row.failures,
    missedAt: row.missed_at,
    ...damagedFields(read),
  }
}
