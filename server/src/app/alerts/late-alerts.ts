import { THRESHOLDS } from '@flx/shared/alert'

import type { AlertRuleRecord, OpenIncident } from '../../domain/alerts/alert-store.ts'
import { formatDuration } from '@flx/shared/core/quantities'
import type { ScheduleStore } from '../../domain/schedules/schedule-store.ts'
import { runPeriodicCheck, type PeriodicContext } from './periodic-alerts.ts'

export type LateContext = PeriodicContext & { schedules: Pick<ScheduleStore, 'late' | 'ticks'> }

/**
 * Checks for schedules that did not fire, by the rules on `late`. Returns true if a message might have to be
 * sent.
 */
export function checkLateSchedules(context: LateContext): Promise<boolean> {
  const now = () => context.clock.now().getTime()
  return runPeriodicCheck(context, {
    condition: 'late',
    problems: (rules, limit) => {
      const shortest = Math.min(...rules.map(secondsOf))
      return context.schedules.late(new Date(now() - shortest * 1000).toISOString(), limit)
    },
    breaks: (rule, { dueAt }) => now() - Date.parse(dueAt) > secondsOf(rule) * 1000,
    message: ({ dueAt }) => `The run due at ${formatTime(dueAt)} has not started.`,
    recovery: (incident) => recoveryText(context, incident),
    opened: {
      subject: (count) => `${count} schedules are late`,
      text: (names) => `Their runs have not started: ${names}.`,
      path: '/alerts?state=open',
    },
    recovered: {
      subject: (count) => `${count} schedules are no longer late`,
      text: (names) => `Pipelines: ${names}.`,
      path: '/schedules',
    },
  })
}

const secondsOf = ({ threshold }: AlertRuleRecord): number => threshold ?? THRESHOLDS.late?.usual ?? 60

async function recoveryText(
  { schedules }: LateContext,
  { pipelineId, openedAt }: OpenIncident,
): Promise<string> {
  const [tick] = await schedules.ticks(pipelineId, 1)
  if (tick === undefined || tick.recordedAt < openedAt) return 'The schedule is no longer late.'
  const late = formatDuration((Date.parse(tick.recordedAt) - Date.parse(tick.dueAt)) / 1000)
  const run = `The run due at ${formatTime(tick.dueAt)}`
  if (tick.outcome === 'enqueued') return `${run} started ${late} late.`
  return `${run} was ${tick.outcome}: ${tick.reason ?? 'no reason was recorded.'}`
}

const formatTime = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`
