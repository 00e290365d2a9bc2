import { formatCount, formatDuration } from '#web/lib/format.ts'
import type { NodeStatus } from '@flx/shared/nodes/node'

// Words of the Workers page.

const offBy = (ms: number): string => formatDuration(Math.abs(ms) / 1000)

export const workersWords = {
  workers: 'Workers',
  intro:
    'Every server that uses the database. Workers run executions. Drain a worker before you restart its machine: it finishes its executions and takes no new ones.',
  loadError: 'Could not load workers',
  none: 'No servers yet',
  noneHint: 'A server appears here as soon as it starts.',
  name: 'Name',
  status: 'Status',
  roles: 'Roles',
  labels: 'Labels',
  load: 'Load',
  lastSign: 'Last seen',
  performs: 'Running now',
  version: 'Version',
  reserved: 'Reserved',
  reservedHint: 'Executes only pipelines that require labels.',
  environments: 'Environments',
  ready: (count: number, size: string) => (count === 0 ? 'None ready' : `${count} ready (${size})`),
  building: 'Building',
  missing: (count: number) => `${count} not built yet`,
  failedToBuild: 'failed',
  unplaced:
    'No worker can execute these pipelines: none that accepts executions has all the labels they require.',
  unplacedMore: 'and more',
  requires: (labels: readonly string[]) => `requires ${labels.join(', ')}`,
  unbuildable: 'No worker could build the environments of these plugins, so their pipelines fail:',
  more: (count: number) => `and ${count} more`,
  busy: (executing: number, concurrency: number) => `${executing} of ${concurrency}`,
  live: (seconds: number) => `within ${seconds} s`,
  clock: (ms: number) =>
    `Its clock is ${offBy(ms)} ${ms > 0 ? 'ahead of' : 'behind'} the database's, which sets all times. Synchronise the machine's clock.`,
  clockOff: (ms: number) => `Clock ${offBy(ms)} ${ms > 0 ? 'ahead' : 'behind'}`,
  drainedBy: (by: string) => `Drained by ${by}`,
  drain: 'Drain',
  resume: 'Resume',
  drainLabel: (name: string) => `Drain ${name}`,
  resumeLabel: (name: string) => `Resume ${name}`,
  draining: (name: string) => `Draining ${name}: it takes no new executions.`,
  resumed: (name: string) => `Resumed ${name}. It accepts executions again.`,
  failed: (error: string) => `Could not change the worker. ${error}`,
  noneAccepting: 'No worker is accepting executions. Pending executions wait.',
  allDrained: (count: number) =>
    `No worker is accepting executions: ${formatCount(count, 'worker')} ${count === 1 ? 'is' : 'are'} drained. Resume one, or start another.`,
}

export const fleetLimitWords = {
  label: 'Concurrent executions, all workers:',
  none: 'no limit',
  unknown: 'unknown',
  loading: 'The limit is still loading.',
  loadError: 'The limit could not be loaded.',
  change: 'Change…',
  title: 'Limit concurrent executions',
  field: 'Concurrent executions',
  hint: 'Across all workers. Further executions wait in the queue. Leave empty for no limit.',
  save: 'Save',
  saved: (most: number | null) => (most === null ? 'Removed the limit' : `Limited to ${most} at a time`),
  wholeNumber: 'Enter a whole number, or leave it empty for no limit.',
}

export const NODE_STATUS_WORDS: Record<NodeStatus, string> = {
  working: 'Working',
  draining: 'Draining',
  drained: 'Drained',
  stopping: 'Shutting down',
  left: 'Stopped',
  lost: 'Lost',
  outdated: 'Too old',
}
