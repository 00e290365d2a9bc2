import type { ExecutionStatus } from '@flx/shared/executions/execution-status'
import type { FreshnessState } from '@flx/shared/pipelines/freshness'
import type { BudgetFilter } from '@flx/shared/pipelines/objectives'
import type { PipelineType } from '@flx/shared/pipelines/pipeline'
import type { PipelineListQuery, PipelineSort } from '@flx/shared/pipelines/pipeline-list'

import type { PipelineFilters } from '#web/api/pipelines/pipelines.ts'
import { endOfDay, startOfDay } from '#web/lib/time/days.ts'
import { listSearchWords } from './words.ts'

// Records keyed by the contract's types: a new value does not compile until it has words.
export const ACTIVITY_WORDS: Record<NonNullable<PipelineListQuery['status']>, string> = {
  active: listSearchWords.active,
  inactive: listSearchWords.inactive,
  archived: listSearchWords.archived,
}

export const TYPE_WORDS: Record<PipelineType, string> = {
  el: listSearchWords.elExtractLoad,
  etl: listSearchWords.etl,
  elt: listSearchWords.eltTransformsAfterLoad,
  meltano: listSearchWords.meltano,
}

export const STATUS_WORDS: Record<ExecutionStatus, string> = {
  pending: listSearchWords.pending,
  running: listSearchWords.running,
  success: listSearchWords.success,
  failed: listSearchWords.failed,
  cancelled: listSearchWords.cancelled,
}

export const SORT_WORDS: Record<PipelineSort, string> = {
  '-createdAt': listSearchWords.newest,
  createdAt: listSearchWords.oldest,
  name: listSearchWords.nameZ,
  '-name': listSearchWords.nameZLabel,
  '-lastExecutionAt': listSearchWords.lastRunNewest,
  lastExecutionAt: listSearchWords.lastRunOldest,
  worst: listSearchWords.worst,
  '-worst': listSearchWords.best,
  staleAt: listSearchWords.stalest,
  '-staleAt': listSearchWords.freshest,
  successRate: listSearchWords.successLowest,
  '-successRate': listSearchWords.successHighest,
  '-p95': listSearchWords.slowest,
  p95: listSearchWords.fastest,
  nextDueAt: listSearchWords.nextRunFirst,
  '-nextDueAt': listSearchWords.nextRunLast,
  owner: listSearchWords.ownerA,
  '-owner': listSearchWords.ownerZ,
  budgetLeft: listSearchWords.budgetLeast,
  '-budgetLeft': listSearchWords.budgetMost,
}

export const FRESHNESS_WORDS: Record<FreshnessState, string> = {
  past: listSearchWords.pastTarget,
  close: listSearchWords.closeToTarget,
  fresh: listSearchWords.fresh,
  none: listSearchWords.noTarget,
}

export const BUDGET_WORDS: Record<BudgetFilter, string> = {
  spent: listSearchWords.budgetSpent,
  left: listSearchWords.budgetLeft,
  none: listSearchWords.noObjective,
}

export type ListView = 'grid' | 'table' | 'fleet'
const VIEWS: Record<ListView, true> = { grid: true, table: true, fleet: true }

export interface ListSearch {
  filters: PipelineFilters
  /** The days of creation as the URL has them and users read them. */
  days: { createdFrom: string | undefined; createdTo: string | undefined }
  view: ListView
}

/** The default order of each view. */
export const DEFAULT_SORTS: Record<ListView, PipelineSort> = {
  grid: '-createdAt',
  table: '-createdAt',
  fleet: 'worst',
}

/** Reads the state of the list from the URL. Unknown values are left out, so that an old link still works. */
export function readListSearch(parameters: URLSearchParams, zone: string): ListSearch {
  const text = (name: string): string | undefined => parameters.get(name)?.trim() || undefined
  const view = oneOf(VIEWS, text('view')) ?? 'grid'
  const filters = {
    search: text('search')?.slice(0, 200),
    status: oneOf(ACTIVITY_WORDS, text('status')),
    type: oneOf(TYPE_WORDS, text('type')),
    lastStatus: someOf(STATUS_WORDS, parameters.getAll('lastStatus')),
    extractor: text('extractor'),
    loader: text('loader'),
    tag: text('tag'),
    owner: text('owner'),
    freshness: oneOf(FRESHNESS_WORDS, text('freshness')),
    budget: oneOf(BUDGET_WORDS, text('budget')),
    template: idOf(text('template')),
    createdFrom: startOfDay(text('createdFrom'), zone),
    createdTo: endOfDay(text('createdTo'), zone),
    sort: oneOf(SORT_WORDS, text('sort')) ?? DEFAULT_SORTS[view],
  }
  const day = (name: string) => (startOfDay(text(name), zone) === undefined ? undefined : text(name))
  const days = { createdFrom: day('createdFrom'), createdTo: day('createdTo') }
  return { filters: withoutUndefined(filters), days, view }
}

/** Values of the URL by name. */
export type Changes = Record<string, string | readonly string[] | undefined>

/** Returns the URL's search with some values changed. Undefined and empty values remove one. */
export function changeListSearch(parameters: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(parameters)
  for (const [name, value] of Object.entries(changes)) {
    next.delete(name)
    const values = typeof value === 'string' ? [value] : (value ?? [])
    for (const item of values) if (item !== '') next.append(name, item)
  }
  return next
}

/** Reports whether anything other than the order narrows the list. */
export function isFiltered({ sort: _sort, ...filters }: PipelineFilters): boolean {
  return Object.keys(filters).length > 0
}

function oneOf<K extends string>(options: Record<K, unknown>, value: string | undefined): K | undefined {
  // hasOwn guarantees the key.
  return value !== undefined && Object.hasOwn(options, value) ? (value as K) : undefined
}

/** Returns an id, or undefined for one that was cut short, so that a broken link does not filter. */
const idOf = (value: string | undefined): string | undefined =>
  value !== undefined && /^[0-9a-f-]{36}$/i.test(value) ? value : undefined

/** Returns the known values without duplicates, or undefined if there are none. */
function someOf<K extends string>(options: Record<K, unknown>, values: readonly string[]): K[] | undefined {
  const found = new Set(values.flatMap((value) => oneOf(options, value) ?? []))
  return found.size === 0 ? undefined : [...found]
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(values: T): Defined<T> {
  // Only undefined values are dropped, as the type states.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>
}
