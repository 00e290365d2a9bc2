import { THRESHOLDS, type AlertCondition } from '@flx/shared/alert'

import type { Verdict } from '../../domain/alerts/alert-rules.ts'
import type { AlertOutcome, AlertRuleRecord } from '../../domain/alerts/alert-store.ts'
import { isUnusual, type Band, type Measure } from '../../domain/figures/expected-band.ts'
import { unusualWords } from '../../domain/figures/usual-words.ts'
import type { RunningExecution, UsualStore } from '../../domain/figures/usual-store.ts'
import { nowText } from '../core/context.ts'
import { usualFor } from '../figures/show-usual.ts'
import { deliveriesOf, ruleMatches } from './alert-messages.ts'
import type { PeriodicContext } from './periodic-alerts.ts'

export type UnusualContext = PeriodicContext & { usual: UsualStore }

const MEASURES: Partial<Record<AlertCondition, Measure>> = {
  'unusual-duration': 'duration',
  'unusual-records': 'records',
}

/** Returns the measure that a condition compares with the usual range; undefined for other conditions. */
export const measureOf = (condition: AlertCondition): Measure | undefined => MEASURES[condition]

const widthOf = ({ condition, threshold }: AlertRuleRecord): number =>
  threshold ?? THRESHOLDS[condition]?.usual ?? 3

/**
 * Judges a successful execution by the usual range at its time. Other executions have no verdict: their
 * problem is known.
 */
export async function judgeUnusual(
  usual: UsualStore,
  rule: AlertRuleRecord,
  measure: Measure,
  ended: { id: string; status: string },
): Promise<Verdict> {
  if (ended.status !== 'success') return { kind: 'none' }
  const execution = await usual.find(ended.id)
  const value = execution?.[measure]
  if (execution === undefined || value === undefined || value === null) return { kind: 'none' }
  const band = await usualFor(usual, execution, measure, widthOf(rule))
  if (band === null) return { kind: 'none' }
  if (!isUnusual(measure, value, band)) return { kind: 'close' }
  return { kind: 'open', message: unusualWords(measure, value, band, execution) }
}

/** Executions that have run for less time than this are not checked. */
const MIN_MS = 60_000
/** Maximum number of running executions per check. */
const LIMIT = 200
const MAX_OPEN = 10_000

/**
 * Creates a check that opens incidents for running executions that already exceed their usual duration, by
 * the rules on `unusual-duration`; the end of the execution closes them. The usual duration of an execution
 * does not change while it runs, so it is computed once. The check returns true if a message might have to be
 * sent.
 */
export function createRunningCheck(context: UnusualContext): () => Promise<boolean> {
  let expectations = new Map<string, Expected | null>()
  return async () => {
    const { alerts, usual } = context
    const rules = (await alerts.activeRules()).filter(({ condition }) => condition === 'unusual-duration')
    if (rules.length === 0) return false
    const now = context.clock.now().getTime()
    const running = await usual.running(new Date(now - MIN_MS).toISOString(), LIMIT)
    if (running.length === 0) return false
    const open = await openPairs(context)
    const tags = await alerts.tagsOf(running.map(({ pipelineId }) => pipelineId))
    const next = new Map<string, Expected | null>()
    const opened: AlertOutcome['opened'] = []
    for (const execution of running) {
      const { id, pipelineId } = execution
      for (const rule of rules) {
        const matches = ruleMatches(rule, { id: pipelineId, tags: tags.get(pipelineId) ?? [] })
        if (!matches || open.has(pairKey(rule.id, pipelineId))) continue
        const key = `${id} ${widthOf(rule)}`
        const expected =
          expectations.get(key) ??
          next.get(key) ??
          (expectations.has(key) ? null : await findExpected(usual, id, rule))
        next.set(key, expected)
        const seconds = (now - Date.parse(execution.startedAt)) / 1000
        if (expected === null || seconds < expected.band.high) continue
        if (!isUnusual('duration', seconds, expected.band)) continue
        const message = unusualWords('duration', seconds, expected.band, { ...expected, running: true })
        opened.push(incidentOf(context, rule, execution, message))
      }
    }
    expectations = next
    if (opened.length === 0) return false
    await alerts.apply({ opened, closed: [] }, null, nowText(context))
    return true
  }
}

interface Expected {
  band: Band
  at: number
  timezone: string
}

async function findExpected(usual: UsualStore, id: string, rule: AlertRuleRecord): Promise<Expected | null> {
  const execution = await usual.find(id)
  if (execution === undefined) return null
  const band = await usualFor(usual, execution, 'duration', widthOf(rule))
  return band === null ? null : { band, at: execution.at, timezone: execution.timezone }
}

const pairKey = (ruleId: string, pipelineId: string): string => `${ruleId} ${pipelineId}`

/** Returns the pairs of rule and pipeline with an open incident, which block a second one. */
async function openPairs({ alerts }: UnusualContext): Promise<Set<string>> {
  const open = await alerts.openIncidents({ condition: 'unusual-duration' }, MAX_OPEN)
  return new Set(open.map(({ ruleId, pipelineId }) => pairKey(ruleId, pipelineId)))
}

function incidentOf(
  context: UnusualContext,
  rule: AlertRuleRecord,
  { id, pipelineId, pipelineName }: RunningExecution,
  message: string,
): AlertOutcome['opened'][number] {
  return {
    incident: { id: context.newId(), rule, pipelineId, pipelineName, executionId: id, message },
    deliveries: deliveriesOf(context, rule, {
      kind: 'opened',
      executionId: id,
      at: nowText(context),
      subject: `${pipelineName}: ${rule.name}`,
      text: message,
      pipeline: { id: pipelineId, name: pipelineName },
      path: `/executions/${id}`,
    }),
  }
}
