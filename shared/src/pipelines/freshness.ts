/** past: older than the target. close: about to be. none: no target, or not active. */
export const FRESHNESS_STATES = ['past', 'close', 'fresh', 'none'] as const
export type FreshnessState = (typeof FRESHNESS_STATES)[number]

export const MIN_TARGET_SECONDS = 60
export const MAX_TARGET_SECONDS = 366 * 86_400

/** Remaining share of the target from which data count as close. */
const CLOSE_SHARE = 0.2

interface Target {
  /** Null for no target. */
  freshnessTargetSeconds: number | null
  /** When it last loaded, or was created. */
  since: string
}

/** Returns when data become older than the target, and when they are close to it; null without a target. */
export function freshnessLimits({ freshnessTargetSeconds: target, since }: Target): {
  closeAt: string
  staleAt: string
} | null {
  if (target === null) return null
  const stale = Date.parse(since) + target * 1000
  return {
    closeAt: new Date(stale - Math.round(target * CLOSE_SHARE) * 1000).toISOString(),
    staleAt: new Date(stale).toISOString(),
  }
}

/** Returns the freshness of a pipeline's data at a moment. */
export function freshnessOf(
  pipeline: { isActive: boolean; freshnessTargetSeconds: number | null; staleAt: string | null },
  now: number,
): FreshnessState {
  const { isActive, freshnessTargetSeconds: target, staleAt } = pipeline
  if (!isActive || target === null || staleAt === null) return 'none'
  const remainingMs = Date.parse(staleAt) - now
  if (remainingMs < 0) return 'past'
  return remainingMs <= Math.round(target * CLOSE_SHARE) * 1000 ? 'close' : 'fresh'
}
