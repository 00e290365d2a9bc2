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
  const status = EXECUTION_STATUSES.filter((value) => parameters.getAll('status').includes(value))
  const shortfall = SHORTFALLS.filter((value) => parameters.getAll('shortfall').includes(value))
  const trigger = EXECUTION_TRIGGERS.find((value) => value === text('trigger'))
  const fullRefresh = text('fullRefresh')
  const days = { from: validDay(text('from'), zone), to: validDay(text('to'), zone) }
  const moments = { from: validMoment(text('from')), to: validMoment(text('to')) }
  const period = spanOf(text('period'), zone) === undefined ? undefined : text('period')
  const span = spanOf(period, zone)
  const sinceText = text('since')
  const sinceStart =
    period === undefined && isSince(sinceText) ? sinceMoment(sinceText, zone, now) : undefined
  const since = sinceStart !== undefined && isSince(sinceText) ? sinceText : undefined
  const from = span?.from ?? sinceStart ?? moments.from ?? startOfDay(days.from, zone)
  const to = span?.to ?? moments.to ?? endOfDay(days.to, zone)
  const filters: ExecutionFilters = {
    ...optional('search', text('search')?.slice(0, 200)),
    ...(status.length === 0 ? {} : { status }),
    ...optional('pipelineId', text('pipelineId')),
    ...optional('trigger', trigger),
    ...(fullRefresh === 'true' || fullRefresh === 'false' ? { fullRefresh: fullRefresh === 'true' } : {}),
    ...(shortfall.length === 0 ? {} : { shortfall }),
    ...optional('from', from),
    ...optional('to', to),
    sort: EXECUTION_SORTS.find((value) => value === text('sort')) ?? DEFAULT_SORT,
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
    for (const item of values) if (item !== '') next.append(name, item)
  }
  return next
}

/** Reports whether anything other than the order narrows the list. */
export const isNarrowed = ({ sort: _sort, limit: _limit, ...filters }: ExecutionFilters): boolean =>
  Object.keys(filters).length > 0

const optional = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> =>
  value === undefined ? {} : ({ [name]: value } as Partial<Record<K, V>>)

const validDay = (text: string | undefined, zone: string): string | undefined =>
  startOfDay(text, zone) === undefined ? undefined : text

const validMoment = (text: string | undefined): string | undefined =>
  text !== undefined && MOMENT.test(text) && !Number.isNaN(Date.parse(text))
    ? new Date(text).toISOString()
    : undefined

/** Returns the moments at which `2026`, `2026-03` or `2026-03-05` starts and ends in a zone. */
function spanOf(period: string | undefined, zone: string): { from: string; to: string } | undefined {
  if (period === undefined || !PERIOD.test(period)) return undefined
  const [year = 0, month, day] = period.split('-').map(Number)
  const first = startOfDay(`${period}${'-01'.repeat(2 - (period.length - 4) / 3)}`, zone)
  const dayAfter =
    month === undefined
      ? new Date(Date.UTC(year + 1, 0, 1))
      : new Date(Date.UTC(year, day === undefined ? month : month - 1, day === undefined ? 1 : day + 1))
  const to = startOfDay(dayAfter.toISOString().slice(0, 10), zone)
  return first === undefined || to === undefined ? undefined : { from: first, to }
}
