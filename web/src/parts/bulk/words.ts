import { formatCount } from '#web/lib/format.ts'

// The words of bulk actions, by component. Their sentences are in bulk-words.ts.

export const bulkBarWords = {
  selection: 'Selection',
  all: (countText: string) => `All ${countText}`,
  selected: (count: string) => `${count} selected`,
  selectAll: (total: string) => `Select all ${total} that match`,
  clear: 'Clear selection',
  ask: (verb: string, countText: string) => `${verb} ${countText}?`,
  confirm: (verb: string, countText: string) => `${verb} ${countText}`,
  allHint: 'This is everything that matches the filters, including rows not loaded.',
}

export const bulkCardWords = {
  close: 'Dismiss',
  progress: (done: string, total: string) => `${done} of ${total}`,
  failed: (count: string) => `, ${count} failed`,
  stopping: 'Stops after the current one.',
  stop: 'Stop',
  viewFailures: (failed: number, count: string) => (failed === 1 ? 'View failure' : `View ${count} failures`),
  undo: 'Undo',
}

export const bulkResultsWords = {
  loadError: 'Could not load the executions',
  executions: 'New executions',
  view: (count: number) => (count === 1 ? 'View execution' : `View ${formatCount(count, 'execution')}`),
  one: 'execution',
  many: 'executions',
}

export const bulkFailuresWords = {
  failures: 'Failures',
  one: 'failure',
  many: 'failures',
}
