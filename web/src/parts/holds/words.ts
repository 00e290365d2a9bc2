import type { WaitingDetails } from '@flx/shared/executions/waiting'
import type { Hold } from '@flx/shared/executions/hold'

const quoted = (labels: readonly string[]): string => labels.map((label) => `“${label}”`).join(', ')

// The words of holds and waiting executions, by component.

export const endHoldDialogWords = {
  title: (plugin: string | null) =>
    plugin === null ? 'End the hold on all pipelines?' : `End the hold on ${plugin}?`,
  endHold: 'End hold',
  ended: 'Hold ended',
  hint: (reason: string) => `Waiting executions start immediately. Reason for the hold: ${reason}`,
}

export const holdBannerWords = {
  holds: 'Holds',
  more: (count: number) => (count === 1 ? '1 more hold' : `${count} more holds`),
  /** Names what is held, before the reason. */
  held: ({ plugin }: Pick<Hold, 'plugin'>) =>
    plugin === null ? 'All pipelines are held:' : `${plugin} is held:`,
  by: (name: string) => `By ${name}, `,
  untilEnded: 'until ended',
  ends: 'ends ',
  endHold: 'End hold',
}

export const holdButtonWords = {
  hold: 'Hold…',
}

export const holdDialogWords = {
  titleAny: 'Hold pipelines',
  title: (plugin: string) => `Hold pipelines that use ${plugin}`,
  hold: 'Hold',
  allHeld: 'Held all pipelines',
  held: (plugin: string) => `Held pipelines that use ${plugin}`,
  hint: 'New executions wait until the hold ends; running ones continue. Schedules still queue their runs, so none are lost.',
  scope: 'Scope',
  choose: 'Choose…',
  chooseFirst: 'Choose what to hold.',
  allPipelines: 'All pipelines',
  using: (plugin: string) => `Pipelines that use ${plugin}`,
  reason: 'Reason',
  reasonExample: 'The source is down until noon',
  duration: 'Duration',
  lengths: {
    untilEnded: 'Until ended',
    hour: '1 hour',
    hours4: '4 hours',
    day: '1 day',
    setTime: 'Until a set time',
  },
  until: 'Until',
  untilHint: 'In the time zone of this computer.',
}

export const waitingWords = {
  retries: 'Retries ',
  starts: 'Starts ',
  inStartWindow: ', in its start window',
  held: (plugin: string | undefined) => (plugin === undefined ? 'Held: all pipelines' : `Held: ${plugin}`),
  heldFor: (reason: string) => `Held: ${reason}`,
  heldBy: (name: string, reason: string) => `Held by ${name}: ${reason}`,
  pluginLimit: (plugin: string, limit: number) => `Queued: ${plugin} is limited to ${limit} at a time`,
  labels: (labels: readonly string[]) =>
    `No worker ${labels.length === 1 ? 'with the label' : 'with the labels'} ${quoted(labels)} is connected`,
  noWorker: (labels: readonly string[], workers: readonly { isReserved: boolean; isDraining: boolean }[]) => {
    if (labels.length > 0) return `No worker with ${quoted(labels)} is accepting executions`
    if (workers.length === 0) return 'No worker is connected'
    return 'No connected worker accepts this execution'
  },
  /** Why one worker cannot take the execution. */
  worker: ({ name, missingLabels, isReserved, isDraining, problem }: WaitingDetails['workers'][number]) => {
    const reasons = [
      ...(missingLabels.length > 0 ? [`lacks ${quoted(missingLabels)}`] : []),
      ...(isReserved ? ['is reserved for pipelines that require labels'] : []),
      ...(isDraining ? ['is not accepting new executions'] : []),
      ...(problem === null ? [] : [`could not build ${problem}`]),
    ]
    return reasons.length === 0 ? name : `${name} ${reasons.join(', and ')}`
  },
  moreWorkers: (count: number) => (count === 1 ? 'and 1 more worker' : `and ${count} more workers`),
  fleetLimit: (limit: number) => `Queued: all workers together are limited to ${limit} at a time`,
  slot: (limit: number) =>
    limit === 1 ? 'Queued: the only slot is busy' : `Queued: all ${limit} slots busy`,
}
