import { THRESHOLDS } from '@flx/shared/alert'

import type { AlertOutcome, AlertRuleRecord, AlertStore, OpenIncident } from '../domain/alert-store.ts'
import type { ScheduleStore } from '../domain/schedule-store.ts'
import { deliveriesOf, isFor, type MessageContext } from './alert-messages.ts'
import { nowText, type AppContext } from './context.ts'

export type LateContext = Pick<AppContext, 'clock'> &
  MessageContext & {
    alerts: AlertStore
    schedules: Pick<ScheduleStore, 'late' | 'ticks'>
  }

interface LateSchedule {
  pipelineId: string
  pipelineName: string
  tags: readonly string[]
  dueAt: string
}

/** Schedules and incidents that one check looks at. */
const MOST = 10_000
/** When so many or more are late at once, one message names them together: the cause is one, too. */
const TOGETHER = 5
/** Names in such a message. */
const NAMED = 10

/**
 * Opens an incident for each schedule that did not fire, by the rules on `late`, and closes those of schedules that are
 * in order again. Safe to repeat. True when a message may have to be sent.
 */
export async function checkLateSchedules(context: LateContext): Promise<boolean> {
  const { alerts } = context
  const rules = (await alerts.activeRules()).filter(({ condition }) => condition === 'late')
  const open = await alerts.openIncidents({ condition: 'late' }, MOST)
  if (rules.length === 0 && open.length === 0) return false
  const late = await lateNow(context, rules)
  const outcome: AlertOutcome = { opened: [], closed: [] }
  for (const rule of rules) {
    const due = late.filter(
      (schedule) => isFor(rule, tagged(schedule)) && isLate(context, rule, schedule.dueAt),
    )
    const known = open.filter(({ ruleId }) => ruleId === rule.id)
    outcome.opened.push(...openedBy(context, rule, due, known))
    const still = new Set(due.map(({ pipelineId }) => pipelineId))
    const over = known.filter(({ pipelineId }) => !still.has(pipelineId))
    outcome.closed.push(...(await closedBy(context, rule, over)))
  }
  if (outcome.opened.length + outcome.closed.length === 0) return false
  await alerts.apply(outcome, null, nowText(context))
  return true
}

async function lateNow(context: LateContext, rules: readonly AlertRuleRecord[]): Promise<LateSchedule[]> {
  if (rules.length === 0) return []
  const shortest = Math.min(...rules.map(secondsOf))
  const moment = new Date(context.clock.now().getTime() - shortest * 1000).toISOString()
  const late = await context.schedules.late(moment, MOST)
  const tags = await context.alerts.tagsOf(late.map(({ pipelineId }) => pipelineId))
  return late.map((schedule) => ({ ...schedule, tags: tags.get(schedule.pipelineId) ?? [] }))
}

const secondsOf = ({ threshold }: AlertRuleRecord): number => threshold ?? THRESHOLDS.late?.usual ?? 60

const isLate = ({ clock }: LateContext, rule: AlertRuleRecord, dueAt: string): boolean =>
  clock.now().getTime() - Date.parse(dueAt) > secondsOf(rule) * 1000

const tagged = ({ pipelineId, tags }: LateSchedule) => ({ id: pipelineId, tags })

function openedBy(
  context: LateContext,
  rule: AlertRuleRecord,
  due: readonly LateSchedule[],
  known: readonly OpenIncident[],
): AlertOutcome['opened'] {
  const told = new Set(known.map(({ pipelineId }) => pipelineId))
  const fresh = due.filter(({ pipelineId }) => !told.has(pipelineId))
  const at = nowText(context)
  const opened = fresh.map((schedule) => {
    const { pipelineId, pipelineName, dueAt } = schedule
    const message = `The tick of ${readable(dueAt)} has not fired.`
    const about = { executionId: null, at, kind: 'opened' } as const
    return {
      incident: { id: context.newId(), rule, pipelineId, pipelineName, executionId: null, message },
      deliveries:
        fresh.length >= TOGETHER
          ? []
          : deliveriesOf(context, rule, {
              ...about,
              subject: `${pipelineName}: ${rule.name}`,
              text: message,
              pipeline: { id: pipelineId, name: pipelineName },
              path: `/pipelines/${pipelineId}`,
            }),
    }
  })
  const [first] = opened
  if (first !== undefined && fresh.length >= TOGETHER) {
    first.deliveries = deliveriesOf(context, rule, {
      kind: 'opened',
      executionId: null,
      at,
      subject: `${fresh.length} schedules are late: ${rule.name}`,
      text: `Their ticks have not fired: ${named(fresh)}.`,
      pipeline: null,
      path: '/alerts?state=open',
    })
  }
  return opened
}

async function closedBy(
  context: LateContext,
  rule: AlertRuleRecord,
  over: readonly OpenIncident[],
): Promise<AlertOutcome['closed']> {
  const at = nowText(context)
  const closed: AlertOutcome['closed'] = []
  for (const incident of over) {
    const { pipelineId, pipelineName } = incident
    const about = { executionId: null, at, kind: 'recovered' } as const
    const deliveries =
      over.length >= TOGETHER
        ? []
        : deliveriesOf(context, rule, {
            ...about,
            subject: `${pipelineName}: recovered (${rule.name})`,
            text: await whatBecameOfIt(context, incident),
            pipeline: { id: pipelineId, name: pipelineName },
            path: `/pipelines/${pipelineId}`,
          })
    closed.push({ ruleId: rule.id, pipelineId, deliveries })
  }
  const [first] = closed
  if (first !== undefined && over.length >= TOGETHER) {
    first.deliveries = deliveriesOf(context, rule, {
      kind: 'recovered',
      executionId: null,
      at,
      subject: `${over.length} schedules are no longer late (${rule.name})`,
      text: `They are: ${named(over)}.`,
      pipeline: null,
      path: '/schedules',
    })
  }
  return closed
}

async function whatBecameOfIt(
  { schedules }: LateContext,
  { pipelineId, openedAt }: OpenIncident,
): Promise<string> {
  const [tick] = await schedules.ticks(pipelineId, 1)
  if (tick === undefined || tick.recordedAt < openedAt) return 'The schedule is no longer late.'
  const late = Math.round((Date.parse(tick.recordedAt) - Date.parse(tick.dueAt)) / 1000)
  const which = `The tick of ${readable(tick.dueAt)}`
  if (tick.outcome === 'enqueued') return `${which} fired, ${late} seconds after it was due.`
  return `${which} was ${tick.outcome}: ${tick.reason ?? 'no reason was recorded.'}`
}

const readable = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`

function named(schedules: readonly { pipelineName: string }[]): string {
  const names = schedules.slice(0, NAMED).map(({ pipelineName }) => pipelineName)
  const more = schedules.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}
