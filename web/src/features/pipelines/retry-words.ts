import type { RetriedOutcome } from '@flx/shared/executions/execution-status'

/** Labels and hints of the failures that a pipeline can retry. */
export const RETRIED_WORDS: Record<RetriedOutcome, { label: string; hint: string }> = {
  errored: { label: 'An error', hint: 'A plugin failed or wrote invalid output.' },
  'timed-out': { label: 'A time limit', hint: 'It ran or stayed silent for too long.' },
  interrupted: { label: 'An interruption', hint: 'The server or worker stopped.' },
}
