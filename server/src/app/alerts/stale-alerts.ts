import { formatPeriod } from '@flx/shared/core/quantities'
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
        ? `No data has been loaded yet; the freshness target is ${formatPeriod(targetSeconds)}.`
        : `Data was last loaded at ${loadedAt.slice(0, 16).replace('T', ' ')} UTC; the freshness target is ${formatPeriod(targetSeconds)}.`,
    recovery: () => Promise.resolve('Data meets the freshness target again.'),
    opened: {
      subject: (count) => `${count} pipelines are past their freshness target`,
      text: (names) => `Their data is stale: ${names}.`,
      path: '/pipelines?view=fleet&freshness=past',
    },
    recovered: {
      subject: (count) => `${count} pipelines meet their freshness target again`,
      text: (names) => `Pipelines: ${names}.`,
      path: '/pipelines?view=fleet',
    },
  })
}
