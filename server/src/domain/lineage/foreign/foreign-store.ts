import type { List } from '@flx/shared/core/list'
import type { ForeignJob, ForeignJobQuery } from '@flx/shared/lineage/foreign'

import type { AuditNote } from '../../access/audit-log.ts'
import type { LineageEvent } from './foreign-event.ts'

/** The result of storing events: how many brought something new; `full` if there would be too many jobs. */
type Received = { kind: 'received'; changed: number } | { kind: 'full' }

/** Lineage that other tools report about their jobs and datasets. */
export interface ForeignLineageStore {
  /** Stores events in order, all or none. `noteOf` builds the audit entry for a new job. */
  receive(
    events: readonly LineageEvent[],
    at: string,
    noteOf: (job: Pick<ForeignJob, 'id' | 'name'>) => AuditNote,
  ): Promise<Received>
  list(query: ForeignJobQuery): Promise<List<ForeignJob>>
  find(id: string): Promise<ForeignJob | undefined>
  /** Deletes a job with its runs and ends its flows. False if it does not exist. */
  forget(id: string, at: string, audit: AuditNote): Promise<boolean>
}
