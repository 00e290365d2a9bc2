import { alertRuleCreateSchema } from '@flx/shared/alert'

import type { AuditActor } from '../../domain/access/audit-log.ts'
import type { AppContext } from '../core/context.ts'
import { createAlertRule } from './alerts.ts'

/** The same ID on every node, so that two nodes that start at once add one rule. */
const RULE_ID = '00000000-0000-7000-8000-000000000001'
const SYSTEM: AuditActor = { id: null, name: 'System' }

type Context = Parameters<typeof createAlertRule>[0] & Pick<AppContext, 'audit'>

/**
 * Adds a rule for any failure, without a channel, so that the first failure opens an incident. Only if no
 * rule exists and none ever did: a user who deleted all rules wants none.
 */
export async function seedDefaultRule(context: Context): Promise<void> {
  if ((await context.alerts.rules()).length > 0) return
  const { items } = await context.audit.list({ entityType: 'alert-rule', limit: 1 })
  if (items.length > 0) return
  await createAlertRule(
    { ...context, newId: () => RULE_ID },
    alertRuleCreateSchema.parse({ name: 'Any failure', condition: 'failure' }),
    SYSTEM,
  )
}
