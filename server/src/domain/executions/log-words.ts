import { formatNumber } from '@flx/shared/core/quantities'

/** Placeholders in a log for lines that cannot be shown. */
export const LOG_WORDS = {
  gap: (first: number, last: number) => `Lines ${formatNumber(first)} to ${formatNumber(last)} are not kept.`,
  damaged: 'This line is damaged in the database.',
}
