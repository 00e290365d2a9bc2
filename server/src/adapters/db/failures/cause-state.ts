import type { CauseState } from '@flx/shared/failures/cause-link'

import type { Emit, Trx } from '../core/writer.ts'

/** The urgency of each state: the order of the list. */
export const URGENCY: Record<CauseState, number> = { open: 2, acknowledged: 1, recovered: 0 }

/** SQL for the urgency as a text that sorts open causes first when ascending; an index has this expression. */
export const OPEN_FIRST = `case urgency when ${URGENCY.open} then '0' when ${URGENCY.acknowledged} then '1' else '2' end`

/** Returns the state for a stored urgency. */
export const stateOf = (urgency: number): CauseState =>
  urgency === URGENCY.open ? 'open' : urgency === URGENCY.acknowledged ? 'acknowledged' : 'recovered'

/** Turns an open cause into an acknowledged one, or the reverse; a recovered cause stays as it is. */
export async function setAcknowledged(
  trx: Trx,
  emit: Emit,
  causeId: string,
  acknowledged: boolean,
): Promise<void> {
  const [from, to] = acknowledged ? (['open', 'acknowledged'] as const) : (['acknowledged', 'open'] as const)
  await trx
    .updateTable('failure_cause')
    .set({ urgency: URGENCY[to] })
    .where('id', '=', causeId)
    .where('urgency', '=', URGENCY[from])
    .execute()
  emit({ type: 'failures.changed' })
}
