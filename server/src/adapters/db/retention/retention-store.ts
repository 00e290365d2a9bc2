import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import {
  DEFAULT_RETENTION,
  type RetentionKind,
  type RetentionPass,
  type RetentionPolicy,
  retentionPassSchema,
  retentionPolicySchema,
} from '@flx/shared/operations/retention'

import {
  KEEP_EVERYTHING,
  noRemovals,
  type RetentionLimits,
  type RetentionStore,
  type Sweep,
  type SweepCursor,
} from '../../../domain/operations/retention.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import { sweepLogs } from '../logs/log-removal.ts'
import type { Database } from '../core/open-database.ts'
import type { Reader } from '../core/reader.ts'
import { sweepExecutions } from './retention-executions.ts'
import { sweepLineage } from './retention-lineage.ts'
import { previewRetention } from './retention-preview.ts'
import { sweepAlerts, sweepAudit, sweepEvents, sweepTicks } from './retention-rows.ts'
import type { Trx, Writer } from '../core/writer.ts'

const POLICY = 'retention'
const LAST_PASS = 'retention-last-pass'

/** Stores the retention policy and removes what it does not keep. */
export function createRetentionStore(
  writer: Writer,
  reader: Reader,
  { releasePages }: Pick<Database, 'releasePages'>,
): RetentionStore {
  const { db } = writer
  const read = async (name: string): Promise<string | undefined> =>
    (await db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst())?.value
  return {
    async policy() {
      const stored = await read(POLICY)
      // Fields of a later version have their defaults.
      if (stored === undefined) return DEFAULT_RETENTION
      const row = rowReader('meta', POLICY)
      const policy = { ...DEFAULT_RETENTION, ...row.object<Partial<RetentionPolicy>>('value', stored) }
      if (row.damaged.length === 0 && retentionPolicySchema.safeParse(policy).success) return policy
      row.report('value', 'It is not a policy.')
      return KEEP_EVERYTHING
    },

    savePolicy: (policy, note) =>
      writer.change(async (trx, emit, audit) => {
        await write(trx, POLICY, policy)
        emit({ type: 'disk.changed' })
        audit(note)
      }),

    async lastPass() {
      const stored = await read(LAST_PASS)
      if (stored === undefined) return null
      const row = rowReader('meta', LAST_PASS)
      const pass = retentionPassSchema.safeParse(withEveryKind(row.json('value', stored)))
      if (pass.success) return pass.data
      row.report('value', 'It is not a retention pass.')
      return null
    },

    savePass: (pass) =>
      writer.change(async (trx, emit) => {
        await write(trx, LAST_PASS, pass)
        emit({ type: 'disk.changed' })
      }),

    preview: (limits) => previewRetention(reader, limits),
    sweep: (kind, limits, cursor, size) => SWEEPS[kind](writer, limits, cursor, size),
    announce: () => writer.change((_trx, emit) => Promise.resolve(emit({ type: 'disk.changed' }))),
    releasePages,
  }
}

/** Completes a pass of an earlier version with the kinds added since, of which it removed nothing. */
const withEveryKind = (pass: Json): Json =>
  isJsonObject(pass) && isJsonObject(pass['removed'])
    ? { ...pass, removed: { ...noRemovals(), ...pass['removed'] } as JsonObject }
    : pass

type Sweeper = (writer: Writer, limits: RetentionLimits, cursor: SweepCursor, size: number) => Promise<Sweep>

const SWEEPS: Record<RetentionKind, Sweeper> = {
  executions: sweepExecutions,
  logs: sweepLogs,
  alerts: (writer, limits, _cursor, size) => sweepAlerts(writer, limits, size),
  ticks: sweepTicks,
  audit: (writer, limits, _cursor, size) => sweepAudit(writer, limits, size),
  events: (writer, limits, _cursor, size) => sweepEvents(writer, limits, size),
  lineage: sweepLineage,
}

async function write(trx: Trx, name: string, value: RetentionPolicy | RetentionPass): Promise<void> {
  const text = toJson(value)
  await trx
    .insertInto('meta')
    .values({ name, value: text })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
    .execute()
}
