import type { LiveEvent } from '@flx/shared/live'

import type { EventLog } from '../../domain/ports.ts'
import { objectFrom } from './json.ts'
import type { Writer } from './writer.ts'

/** Reads the append-only log of events. */
export function createEventLog({ db, onAppend }: Writer): EventLog {
  return {
    async head() {
      const query = db.selectFrom('event').select('seq').orderBy('seq', 'desc').limit(1)
      return (await query.executeTakeFirst())?.seq ?? 0
    },

    async after(seq, limit) {
      const rows = await db
        .selectFrom('event')
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...objectFrom<LiveEvent>(row.payload), seq: row.seq }))
    },

    onAppend,
  }
}
