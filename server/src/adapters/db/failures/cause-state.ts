import type { CauseState } from '@flx/shared/failures/cause-link'

import type { Emit, Trx } from '../core/writer.ts'

/** How urgent a state is: the order of the list. */
export const URGENCY: Record<CauseState, number> = { open: 2, acknowledged: 1, recovered: 0 }

/** The same as a text that puts open causes first from the least to the most; an index has this expression. */
export const OPEN_FIRST = `case urgency when ${URGENCY.open} then '0' when ${URGENCY.acknowledged} then '1' else '2' end`

/** The state that a stored number means. */
export const stateOf = (urgency: number): CauseState =>
  urgency === URGENCY.open ? 'open' : urgency === URGENCY.acknowledged ? 'acknowledged' : 'recovered'

/** An open cause becomes acknowledged, or the other way round; a recovered one stays as it is. */
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
