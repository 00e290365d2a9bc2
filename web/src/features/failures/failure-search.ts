import { CAUSE_STATES, type CauseState } from '@flx/shared/failures/cause-link'
import { CAUSE_SORTS, type CauseSort } from '@flx/shared/failures/failure-cause'

import type { CauseFilters } from '#web/api/failures/failures.ts'
import { lastEvening } from '#web/lib/time/wall-time.ts'

export const SPANS = ['hour', 'night', 'day', 'week'] as const
export type Span = (typeof SPANS)[number]

const HOUR_MS = 3_600_000

export interface FailureSearch {
  state: CauseState | undefined
  span: Span | undefined
  sort: CauseSort
  plugin: string | undefined
  tag: string | undefined
  assignee: string | undefined
  search: string
  /** The expanded cause. Null means none, not even the first. */
  cause: string | null | undefined
}

/** The URL's value for no expanded cause. */
export const NO_CAUSE = 'none'

/** Reads the state of the page from the URL. Unknown values are left out, so that an old link still works. */
export function readFailureSearch(parameters: URLSearchParams): FailureSearch {
  const text = (name: string) => parameters.get(name)?.slice(0, 200) || undefined
  const cause = text('cause')
  return {
    state: CAUSE_STATES.find((option) => option === parameters.get('state')),
    span: SPANS.find((option) => option === parameters.get('seen')),
    sort: CAUSE_SORTS.find((option) => option === parameters.get('sort')) ?? '-affected',
    plugin: text('plugin'),
    tag: text('tag'),
    assignee: text('assignee'),
    search: parameters.get('search')?.trim().slice(0, 200) ?? '',
    cause: cause === NO_CAUSE ? null : cause,
  }
}

/** Returns the filters for the server at a moment, in whole minutes, so that the same request is reused. */
export function filtersOf(
  { cause: _cause, span, search, ...rest }: FailureSearch,
  now: number,
  zone: string,
): CauseFilters {
  return {
    ...rest,
    ...(span === undefined ? {} : { from: startOf(span, now, zone) }),
    ...(search === '' ? {} : { search }),
  }
}

/** Returns when a span started. The night depends on the page's zone. */
export function startOf(span: Span, now: number, zone: string): string {
  if (span === 'night') return lastEvening(now, zone)
  const hours = { hour: 1, day: 24, week: 168 }[span]
  return new Date(Math.floor(now / 60_000) * 60_000 - hours * HOUR_MS).toISOString()
}

/** Reports whether anything other than the order and the expanded cause narrows the list. */
export const isFiltered = ({ sort: _sort, cause: _cause, search, ...filters }: FailureSearch): boolean =>
  search !== '' || Object.values(filters).some((value) => value !== undefined)
