import type { List } from '@flx/shared/core/list'
import type { ForeignJob, ForeignJobQuery } from '@flx/shared/lineage/foreign'

import type { AuditNote } from '../../access/audit-log.ts'
import type { Telling } from './foreign-telling.ts'

/** What became of some tellings: how many told something new; `full` when a job more would be too many. */
type Received = { kind: 'received'; changed: number } | { kind: 'full' }

/** What other tools tell of their jobs and datasets. */
export interface ForeignLineageStore {
  /** Stores tellings in their order, all or none. `noteOf` makes the audit entry of a job that is new. */
  receive(
    tellings: readonly Telling[],
    at: string,
    noteOf: (job: Pick<ForeignJob, 'id' | 'name'>) => AuditNote,
  ): Promise<Received>
  list(query: ForeignJobQuery): Promise<List<ForeignJob>>
  find(id: string): Promise<ForeignJob | undefined>
  /** Forgets a job with its runs; its flows end. False when there is none. */
  forget(id: string, at: string, audit: AuditNote): Promise<boolean>
}
