import type { ExecutionSort } from '@flx/shared/executions/execution'
import {
  EXECUTION_SORTS,
  SHORTFALLS,
  EXECUTION_STATUSES,
  EXECUTION_TRIGGERS,
} from '@flx/shared/executions/execution-status'

import type { ExecutionFilters } from '#web/api/executions/executions.ts'
import { endOfDay, startOfDay } from '#web/lib/time/days.ts'

import { isSince, sinceMoment, type Since } from './since.ts'

export const DEFAULT_SORT: ExecutionSort = '-queuedAt'

export interface ExecutionSearch {
  filters: ExecutionFilters
  /** Days as the URL has them. Undefined if the URL has a moment, which is in `window`. */
  days: { from: string | undefined; to: string | undefined }
  /** Moments instead of days, from a chart that linked here. */
  window: { from: string | undefined; to: string | undefined } | null
  /** A span that moves with the clock. */
  since: Since | undefined
  /** The opened part of the calendar: a year, a month or a day. */
  period: string | undefined
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/
const PERIOD = /^\d{4}(-\d{2}){0,2}$/

/** Reads the state of the list from the URL. Unknown values are left out, so that an old link still works. */
export function readExecutionSearch(
  parameters: URLSearchParams,
  zone: string,
  now = Date.now(),
): ExecutionSearch {
  const text = (name: string): string | undefined => parameters.get(name)?.trim() || undefined
  const status = EXECUTION_STATUSES.filter((known) => parameters.getAll('status').includes(known))
  const shortfall = SHORTFALLS.filter((known) => parameters.getAll('shortfall').includes(known))
  const trigger = EXECUTION_TRIGGERS.find((known) => known === text('trigger'))
  const kind = text('fullRefresh')
  const days = { from: dayOr(text('from'), zone), to: dayOr(text('to'), zone) }
  const moments = { from: momentOr(text('from')), to: momentOr(text('to')) }
  const period = spanOf(text('period'), zone) === undefined ? undefined : text('period')
  const span = spanOf(period, zone)
  const named = text('since')
  const began = period === undefined && isSince(named) ? sinceMoment(named, zone, now) : undefined
  const since = began !== undefined && isSince(named) ? named : undefined
  const from = span?.from ?? began ?? moments.from ?? startOfDay(days.from, zone)
  const to = span?.to ?? moments.to ?? endOfDay(days.to, zone)
  const filters: ExecutionFilters = {
    ...given('search', text('search')?.slice(0, 200)),
    ...(status.length === 0 ? {} : { status }),
    ...given('pipelineId', text('pipelineId')),
    ...given('trigger', trigger),
    ...(kind === 'true' || kind === 'false' ? { fullRefresh: kind === 'true' } : {}),
    ...(shortfall.length === 0 ? {} : { shortfall }),
    ...given('from', from),
    ...given('to', to),
    sort: EXECUTION_SORTS.find((known) => known === text('sort')) ?? DEFAULT_SORT,
  }
  const hasWindow = span === undefined && (moments.from !== undefined || moments.to !== undefined)
  return { filters, days, window: hasWindow ? moments : null, since, period }
}

/** Values of the URL by name. */
export type Changes = Record<string, string | readonly string[] | undefined>

/** The alternative ways to give a time span. Setting one clears the others. */
const SPANS = [['period'], ['since'], ['from', 'to']] as const

/**
 * Returns the URL's search with some values changed. A calendar period, a span of days and a moving span
 * replace each other.
 */
export function changeExecutionSearch(parameters: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(parameters)
  const implied = SPANS.some((names) => names.some((name) => name in changes))
    ? Object.fromEntries(SPANS.flat().map((name) => [name, undefined]))
    : {}
  for (const [name, value] of Object.entries({ ...implied, ...changes })) {
    next.delete(name)
    const values = typeof value === 'string' ? [value] : (value ?? [])
    for (const one of values) if (one !== '') next.append(name, one)
  }
  return next
}

/** Reports whether anything other than the order narrows the list. */
export const isNarrowed = ({ sort: _sort, limit: _limit, ...filters }: ExecutionFilters): boolean =>
  Object.keys(filters).length > 0

const given = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [name]: value } as Partial<Record<K, V>>)

const dayOr = (text: string | undefined, zone: string): string | undefined =>
  startOfDay(text, zone) === undefined ? undefined : text

const momentOr = (text: string | undefined): string | undefined =>
  text !== undefined && MOMENT.test(text) && !Number.isNaN(Date.parse(text))
    ? new Date(text).toISOString()
    : undefined

/** Returns the moments at which `2026`, `2026-03` or `2026-03-05` starts and ends in a zone. */
function spanOf(period: string | undefined, zone: string): { from: string; to: string } | undefined {
  if (period === undefined || !PERIOD.test(period)) return undefined
  const [year = 0, month, day] = period.split('-').map(Number)
  const first = startOfDay(`${period}${'-01'.repeat(2 - (period.length - 4) / 3)}`, zone)
  const after =
    month === undefined
      ? new Date(Date.UTC(year + 1, 0, 1))
      : new Date(Date.UTC(year, day === undefined ? month : month - 1, day === undefined ? 1 : day + 1))
  const to = startOfDay(after.toISOString().slice(0, 10), zone)
  return first === undefined || to === undefined ? undefined : { from: first, to }
}
