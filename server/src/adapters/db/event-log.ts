import type { LiveEvent } from '@flx/shared/live'

import type { EventLog } from '../../domain/ports.ts'
import { fromJson } from './json.ts'
import type { Writer } from './writer.ts'

/** Reads the append-only log of events. */
export function createEventLog({ db, onAppend }: Writer): EventLog {
  return {
    async head() {
      const row = await db
        .selectFrom('event')
        .select('seq')
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.seq ?? 0
    },
    async after(seq, limit) {
      const rows = await db
        .selectFrom('event')
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...fromJson<LiveEvent>(row.payload), seq: row.seq }))
    },
    onAppend,
  }
}
