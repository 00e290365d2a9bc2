import { formatAgo, UNKNOWN } from '@flx/shared/core/quantities'

/** Formats a moment relative to `now`: `5 min ago`, `in 2 h`; null is unknown. */
export const agoText = (moment: string | null, now: Date): string =>
  moment === null ? UNKNOWN : formatAgo((now.getTime() - Date.parse(moment)) / 1000)
