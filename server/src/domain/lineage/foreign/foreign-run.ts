import { createReport, type LineageReport } from '../lineage-report.ts'
import {
  keyOf,
  unique,
  type ForeignStatus,
  type Link,
  type Movement,
  type LineageEvent,
} from './foreign-event.ts'

/** The sum of a run's events so far, in any order of arrival. */
export interface ForeignRun {
  beganAt: string
  /** Time of its latest event. */
  lastAt: string
  status: ForeignStatus | null
  error: string | null
  /** Data is being moved, or was moved. */
  moves: boolean
  moved: Movement
}

/** The status of a job, from its last run. */
export interface JobStatus {
  runId: string | null
  status: ForeignStatus | null
  error: string | null
  startedAt: string | null
  /** The time of the event that reported it. */
  eventAt: string | null
  succeededAt: string | null
}

export const NOT_RUN: JobStatus = {
  ...{ runId: null, status: null, error: null, startedAt: null, eventAt: null, succeededAt: null },
}

const MAX_PLACES = 400
const MAX_LINKS = 2000
const hasEnded = (status: ForeignStatus | null): boolean => status !== null && status !== 'running'

/** Adds an event to its run. An end is final, whatever arrives later; a repeated event changes nothing. */
export function applyEvent(before: ForeignRun | undefined, { at, run, moved }: LineageEvent): ForeignRun {
  const status = run?.status ?? null
  const error = run?.error ?? null
  if (before === undefined) {
    return {
      beganAt: at,
      lastAt: at,
      status,
      error,
      moves: run?.moves ?? false,
      moved: withMoved(NOTHING_MOVED, moved),
    }
  }
  const isLatest = at >= before.lastAt
  const replacesStatus =
    status !== null &&
    (before.status === null ||
      (hasEnded(status) ? isLatest || !hasEnded(before.status) : !hasEnded(before.status)))
  return {
    beganAt: at < before.beganAt ? at : before.beganAt,
    lastAt: isLatest ? at : before.lastAt,
    status: replacesStatus ? status : before.status,
    error: error ?? before.error,
    moves: before.moves || (run?.moves ?? false),
    moved: withMoved(before.moved, moved),
  }
}

const NOTHING_MOVED: Movement = { inputs: [], outputs: [], links: [] }

function withMoved(before: Movement, added: Movement): Movement {
  const links = new Map<string, Link>()
  for (const link of [...before.links, ...added.links]) {
    const key = `${keyOf(link.from)} ${keyOf(link.to)}`
    const columns = [...(links.get(key)?.columns ?? []), ...link.columns]
    const distinct = new Map(columns.map((pair) => [JSON.stringify([pair.from, pair.to]), pair]))
    links.set(key, { ...link, columns: [...distinct.values()] })
  }
  return {
    inputs: unique([...before.inputs, ...added.inputs]).slice(0, MAX_PLACES),
    outputs: unique([...before.outputs, ...added.outputs]).slice(0, MAX_PLACES),
    links: [...links.values()].slice(0, MAX_LINKS),
  }
}

/** Returns a job's status after an event of one of its runs. The run with the latest event counts as the last one. */
export function statusAfter(before: JobStatus, runId: string, run: ForeignRun): JobStatus {
  const succeededAt =
    run.status === 'success' && (before.succeededAt === null || run.lastAt > before.succeededAt)
      ? run.lastAt
      : before.succeededAt
  if (before.runId !== runId && before.eventAt !== null && before.eventAt > run.lastAt)
    return { ...before, succeededAt }
  return {
    runId,
    status: run.status ?? before.status,
    error: run.status === 'failed' ? run.error : null,
    startedAt: run.beganAt,
    eventAt: run.lastAt,
    succeededAt,
  }
}

/**
 * Returns how much a run reveals about the flows of its job: all if it is the latest successful run, some while it moves data,
 * otherwise nothing, because a failed run might have moved nothing.
 */
export function flowCoverage(run: ForeignRun, { succeededAt }: JobStatus): 'whole' | 'part' | 'none' {
  if (run.status === 'success') return run.lastAt === succeededAt ? 'whole' : 'none'
  return run.moves && !hasEnded(run.status) ? 'part' : 'none'
}

const MAX_FLOWS = 2000

/**
 * Builds the flows of a job. An input's output is known from columns, or if one side is a single dataset; otherwise every pair
 * is inferred. A job that names only one side is itself the other end.
 */
export function buildReport(
  job: { namespace: string; name: string },
  moved: Movement,
  whole: boolean,
): LineageReport {
  const report = createReport()
  const { inputs, outputs, links } = moved
  if (inputs.length === 0 && outputs.length === 0) return report.done(whole)
  const common = { step: 'transform', sameNames: false, stream: null } as const
  const self = [{ kind: 'job', namespace: job.namespace, name: job.name } as const]
  const from = inputs.length === 0 ? self : inputs
  const to = outputs.length === 0 ? self : outputs
  const linked = new Map(links.map((link) => [`${keyOf(link.from)} ${keyOf(link.to)}`, link]))
  const [sources, targets] = [
    new Set(links.map((link) => keyOf(link.from))),
    new Set(links.map((link) => keyOf(link.to))),
  ]
  const single = from.length === 1 || to.length === 1
  let flows = 0
  for (const target of to) {
    for (const source of from) {
      const link = linked.get(`${keyOf(source)} ${keyOf(target)}`)
      if (link === undefined && sources.has(keyOf(source)) && targets.has(keyOf(target))) continue
      if ((flows += 1) > MAX_FLOWS) return report.done(whole)
      report.flow(report.dataset(source), report.dataset(target), {
        ...common,
        certainty: link !== undefined || single ? 'observed' : 'inferred',
        columns: link?.columns ?? [],
      })
    }
  }
  return report.done(whole)
}
