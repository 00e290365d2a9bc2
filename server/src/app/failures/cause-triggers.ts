import type { CauseTriggers } from '@flx/shared/failures/likely-trigger'

import { notFound } from '../../domain/core/errors.ts'
import { likelyTriggers } from '../../domain/failures/likely-trigger.ts'
import { hideSecretChange } from '../access/list-audit.ts'
import type { AppContext } from '../core/context.ts'

/** Lists the changes shortly before a cause first appeared, likeliest first. Throws AppError `not-found`. */
export async function showTriggers(
  { failures }: Pick<AppContext, 'failures'>,
  id: string,
): Promise<CauseTriggers> {
  const found = await failures.triggerFacts(id)
  if (found === undefined) throw notFound('cause of failures', id)
  const triggers = likelyTriggers(found.facts).map((trigger) => ({
    ...trigger,
    changes: trigger.changes.map(hideSecretChange),
  }))
  return { triggers, unaffected: found.others }
}
