import { formatCount, formatDuration } from '#web/lib/format.ts'
import type { NodeStatus } from '@flx/shared/nodes/node'

// Words of the Workers page.

const offBy = (ms: number): string => formatDuration(Math.abs(ms) / 1000)

export const workersWords = {
  workers: 'Workers',
  intro:
    'Every server that uses the database. A worker performs executions; a drained one finishes what it has and takes nothing new, for instance before its machine is restarted.',
  loadError: 'Could not load the workers',
  none: 'No server is known',
  noneHint: 'A server appears here as soon as it starts.',
  name: 'Name',
  status: 'Status',
  roles: 'Roles',
  labels: 'Labels',
  load: 'Load',
  lastSign: 'Last sign',
  performs: 'Performs',
  version: 'Version',
  reserved: 'reserved',
  reservedHint: 'It executes only pipelines that require labels.',
  environments: 'Environments',
  ready: (count: number, size: string) => (count === 0 ? 'none ready' : `${count} ready (${size})`),
  building: 'building',
  missing: (count: number) => `${count} not built yet`,
  failedToBuild: 'failed',
  unplaced:
    'No worker can execute these pipelines: none that takes executions has all labels that they require.',
  unplacedMore: 'There are more.',
  requires: (labels: readonly string[]) => `requires ${labels.join(', ')}`,
  nowhere: 'No worker could build the environment of these plugins, so their pipelines fail:',
  noLabels: 'none',
  noWorker: 'no worker',
  nothing: 'nothing',
  more: (count: number) => `and ${count} more`,
  busy: (executing: number, concurrency: number) => `${executing} of ${concurrency}`,
  live: (seconds: number) => `within ${seconds} s`,
  clock: (ms: number) =>
    `Its clock is ${offBy(ms)} ${ms > 0 ? 'ahead of' : 'behind'} the database's. Times go by the database's clock; set the machine's clock.`,
  clockOff: (ms: number) => `clock ${offBy(ms)} ${ms > 0 ? 'ahead' : 'behind'}`,
  drainedBy: (by: string) => `Drained by ${by}`,
  drain: 'Drain',
  takeBack: 'Take back',
  drainLabel: (name: string) => `Drain ${name}`,
  takeBackLabel: (name: string) => `Take ${name} back`,
  draining: (name: string) => `${name} takes no new executions.`,
  takenBack: (name: string) => `${name} takes executions again.`,
  failed: (error: string) => `Could not change the worker: ${error}`,
  noneWorks: 'No worker takes executions: pending ones wait.',
  allDrained: (count: number) =>
    `No worker takes executions: ${formatCount(count, 'worker')} ${count === 1 ? 'is' : 'are'} drained. Take one back, or start another.`,
}

export const fleetLimitWords = {
  label: 'Executions at once, all workers together:',
  none: 'no limit',
  change: 'Change…',
  title: 'Limit the executions of all workers',
  field: 'Executions at once',
  hint: 'All workers together start no more than this; the others wait in the queue. Leave it empty for no limit.',
  save: 'Save',
  saved: (most: number | null) =>
    most === null
      ? 'The workers have no common limit.'
      : `All workers together execute at most ${most} at once.`,
  wholeNumber: 'Enter a whole number, or leave it empty for no limit.',
}

export const NODE_STATUS_WORDS: Record<NodeStatus, string> = {
  working: 'working',
  draining: 'draining',
  drained: 'drained',
  stopping: 'shutting down',
  left: 'stopped',
  lost: 'lost',
  outdated: 'too old',
}
