import type { RetriedOutcome } from '@flx/shared/execution-status'

/** Which failures a pipeline tries again, in words. */
export const RETRIED_WORDS: Record<RetriedOutcome, { label: string; hint: string }> = {
  errored: { label: 'An error', hint: 'A plugin failed or wrote something wrong.' },
  'timed-out': { label: 'A time limit', hint: 'It took too long, or was silent for too long.' },
  interrupted: { label: 'An interruption', hint: 'The server or worker went away.' },
}
