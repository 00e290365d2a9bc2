import { isLiveEvent } from '@flx/shared/live/live-topics'

import type { EventLog } from '../../../domain/core/ports.ts'
import { rowReader } from './rows/json.ts'
import { fromStoredEvent } from './rows/stored-event.ts'
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
      return rows.map((row) => {
        const read = rowReader('event', String(row.seq))
        const event = read.object('payload', row.payload)
        // Followers continue after it; pages that miss it reload.
        if (read.damaged.length === 0 && isLiveEvent(event))
          return fromStoredEvent({ ...event, seq: row.seq })
        read.report('payload', 'It is not an event.')
        return { type: 'disk.changed', seq: row.seq }
      })
    },

    onAppend,
  }
}
