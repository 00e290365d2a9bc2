import type { PipelineStore } from '../../domain/pipelines/pipeline-store.ts'
import { nowText } from '../core/context.ts'
import { runPeriodicCheck, type PeriodicContext } from './periodic-alerts.ts'

export type StaleContext = PeriodicContext & { pipelines: Pick<PipelineStore, 'stale'> }

/**
 * Checks for pipelines past their freshness target, by the rules on `stale`. Returns true if a message might
 * have to be sent.
 */
export function checkStalePipelines(context: StaleContext): Promise<boolean> {
  return runPeriodicCheck(context, {
    condition: 'stale',
    problems: (_rules, limit) => context.pipelines.stale(nowText(context), limit),
    breaks: () => true,
    message: ({ loadedAt, targetSeconds }) =>
      loadedAt === null
        ? `Nothing has been loaded yet; the target is every ${formatPeriod(targetSeconds)}.`
        : `The data were last loaded at ${loadedAt.slice(0, 16).replace('T', ' ')} UTC; the target is every ${formatPeriod(targetSeconds)}.`,
    recovery: () => Promise.resolve('The data meet the freshness target again.'),
    opened: {
      subject: (count) => `${count} pipelines are past their freshness target`,
      text: (names) => `Their data are too old: ${names}.`,
      path: '/pipelines?view=fleet&freshness=past',
    },
    recovered: {
      subject: (count) => `${count} pipelines meet their freshness target again`,
      text: (names) => `Pipelines: ${names}.`,
      path: '/pipelines?view=fleet',
    },
  })
}

function formatPeriod(seconds: number): string {
  const [amount, unit] =
    seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : [Math.round(seconds / 60), 'minute']
  return amount === 1 ? unit : `${amount} ${unit}s`
}
