import {
  DEFAULT_RETENTION,
  type RetentionKind,
  type RetentionPass,
  type RetentionPolicy,
} from '@flx/shared/retention'

import type { RetentionLimits, RetentionStore, Sweep, SweepCursor } from '../../domain/retention.ts'
import { objectFrom, toJson } from './json.ts'
import { sweepLogs } from './log-removal.ts'
import type { Database } from './open-database.ts'
import type { Reader } from './reader.ts'
import { sweepExecutions } from './retention-executions.ts'
import { previewRetention } from './retention-preview.ts'
import { sweepAlerts, sweepAudit, sweepEvents, sweepTicks } from './retention-rows.ts'
import type { Trx, Writer } from './writer.ts'

const POLICY = 'retention'
const LAST_PASS = 'retention-last-pass'

/** What is kept, and how the rest is removed. */
export function createRetentionStore(
  writer: Writer,
  reader: Reader,
  { giveBack }: Pick<Database, 'giveBack'>,
): RetentionStore {
  const { db } = writer
  const read = async (name: string): Promise<string | undefined> =>
    (await db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst())?.value
  return {
    async policy() {
      const stored = await read(POLICY)
      // What a later version adds has its default.
      return { ...DEFAULT_RETENTION, ...(stored === undefined ? {} : objectFrom<RetentionPolicy>(stored)) }
    },

    savePolicy: (policy, note) =>
      writer.change(async (trx, emit, audit) => {
        await write(trx, POLICY, policy)
        emit({ type: 'disk.changed' })
        audit(note)
      }),

    async lastPass() {
      const stored = await read(LAST_PASS)
      return stored === undefined ? null : objectFrom<RetentionPass>(stored)
    },

    savePass: (pass) =>
      writer.change(async (trx, emit) => {
        await write(trx, LAST_PASS, pass)
        emit({ type: 'disk.changed' })
      }),

    preview: (limits) => previewRetention(reader, limits),
    sweep: (kind, limits, cursor, size) => SWEEPS[kind](writer, limits, cursor, size),
    announce: () => writer.change((_trx, emit) => Promise.resolve(emit({ type: 'disk.changed' }))),
    giveBack,
  }
}

type Sweeper = (writer: Writer, limits: RetentionLimits, cursor: SweepCursor, size: number) => Promise<Sweep>

const SWEEPS: Record<RetentionKind, Sweeper> = {
  executions: sweepExecutions,
  logs: sweepLogs,
  alerts: (writer, limits, _cursor, size) => sweepAlerts(writer, limits, size),
  ticks: sweepTicks,
  audit: (writer, limits, _cursor, size) => sweepAudit(writer, limits, size),
  events: (writer, limits, _cursor, size) => sweepEvents(writer, limits, size),
}

async function write(trx: Trx, name: string, value: RetentionPolicy | RetentionPass): Promise<void> {
  const text = toJson(value)
  await trx
    .insertInto('meta')
    .values({ name, value: text })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
    .execute()
}
