import type { AuditAction, AuditEntity, AuditEntry } from '@flx/shared/access/audit'

import { paths } from '#web/paths.ts'

const ACTIONS: Partial<Record<AuditAction, string>> = {
  archive: 'deleted',
  cancel: 'cancelled',
  'cancel-install': 'cancelled the installation of',
  execute: 'started',
  force: 'force-killed',
  retry: 'retried',
  'set-up': 'set up',
  reset: 'reset',
  mute: 'muted',
  pause: 'paused',
  comment: 'commented on',
  acknowledge: 'acknowledged',
  upgrade: 'upgraded',
  'roll-back': 'rolled back',
  assign: 'assigned',
  activate: 'activated',
  deactivate: 'deactivated',
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  restore: 'restored',
  resume: 'resumed',
  accept: 'accepted the changed schema of',
  pin: 'pinned the catalogue of',
  unpin: 'returned to discovery for',
  upload: 'uploaded a catalogue for',
  revoke: 'revoked',
  invoke: 'ran a command of',
  'view-rows': 'viewed loaded rows of',
  'set-state': 'set the state of',
  'reset-state': 'reset the state of',
}

/** Returns the word for an entry's action: "changed". */
export const actionWord = (action: AuditAction): string => ACTIONS[action] ?? `${action}ed`

/** Returns the word for the kind of the changed object: "alert rule". */
export const entityWord = (entity: AuditEntity): string => entity.replace('-', ' ')

/** Capitalises a word for choices: "Alert rule". */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Returns the page of the changed object, or null if it has none. */
export function entityPath({ entityType, entityId, action }: AuditEntry): string | null {
  if (entityType === 'pipeline') return paths.pipeline(entityId)
  if (entityType === 'execution') return paths.execution(entityId)
  return entityType === 'plugin' && action !== 'delete' ? paths.plugin(entityId) : null
}
