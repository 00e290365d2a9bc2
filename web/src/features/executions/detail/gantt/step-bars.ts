import type { Step } from '@flx/shared/executions/step'

/** The colour of a step's bar. */
export const BARS: Record<Step['status'], string> = {
  waiting: 'bg-line',
  running: 'bg-status-running-bar',
  success: 'bg-status-success-bar',
  failed: 'bg-status-failed-bar',
  cancelled: 'bg-status-cancelled-bar',
  skipped: 'bg-line',
}
