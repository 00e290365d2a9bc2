import type { Hold } from '@flx/shared/executions/hold'

import type { AuditNote } from '../../access/audit-log.ts'

export interface HoldStore {
  /** Lists active holds, oldest first. */
  active(now: string): Promise<Hold[]>
  find(id: string): Promise<Hold | undefined>
  create(hold: Hold, audit: AuditNote): Promise<void>
  /** Ends a hold; false if it has already ended. */
  end(id: string, audit: AuditNote): Promise<boolean>
  /** Removes holds whose end has passed. Returns their number. */
  removeExpired(now: string): Promise<number>
  /** Returns the next time at which a hold expires, null for none. */
  nextEnd(now: string): Promise<string | null>
}
