import type { Hold } from '@flx/shared/executions/hold'

import type { AuditNote } from '../../access/audit-log.ts'

export interface HoldStore {
  /** Holds that are in force, the oldest first. */
  active(now: string): Promise<Hold[]>
  find(id: string): Promise<Hold | undefined>
  create(hold: Hold, audit: AuditNote): Promise<void>
  /** False when it has ended already. */
  end(id: string, audit: AuditNote): Promise<boolean>
  /** Forgets those whose end has come. Gives how many. */
  removeExpired(now: string): Promise<number>
  /** When the first of them ends by itself, null for none. */
  nextEnd(now: string): Promise<string | null>
}
