import type { AuditAction, AuditEntity, AuditEntry } from '@flx/shared/audit'

import { paths } from '#web/paths.ts'

const ACTIONS: Partial<Record<AuditAction, string>> = {
  archive: 'deleted',
  cancel: 'cancelled',
  execute: 'executed',
  force: 'killed',
  retry: 'retried',
  'set-up': 'set up',
  reset: 'reset',
  mute: 'muted',
  pause: 'paused',
  comment: 'commented on',
  acknowledge: 'acknowledged',
  upgrade: 'upgraded',
  activate: 'activated',
  deactivate: 'deactivated',
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  restore: 'restored',
  resume: 'resumed',
  revoke: 'revoked',
}

/** What somebody did: "changed". */
export const actionWord = (action: AuditAction): string => ACTIONS[action] ?? `${action}ed`

/** What it was done to: "alert rule". */
export const entityWord = (entity: AuditEntity): string => entity.replace('-', ' ')

/** "Alert rule", for choices. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The page of what was changed; null when it has none. */
export function entityPath({ entityType, entityId, action }: AuditEntry): string | null {
  if (entityType === 'pipeline') return paths.pipeline(entityId)
  if (entityType === 'execution') return paths.execution(entityId)
  return entityType === 'plugin' && action !== 'delete' ? paths.plugin(entityId) : null
}
