import type { Freshness } from '@flx/shared/pipelines/pipeline'

import { nowText, type AppContext } from '../../core/context.ts'

/** Number of overdue pipelines listed: as many as a wall display shows. */
const MAX_STALE = 10

/** Counts pipelines by freshness and lists those overdue longest. */
export async function showFreshness(context: Pick<AppContext, 'pipelines' | 'clock'>): Promise<Freshness> {
  const now = nowText(context)
  const [counts, stale] = await Promise.all([
    context.pipelines.freshness(now),
    context.pipelines.stale(now, MAX_STALE),
  ])
  return { counts, stale }
}
