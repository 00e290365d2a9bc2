import { EXECUTION_STATUSES, EXECUTION_TRIGGERS } from '@flx/shared/execution-status'

import type { ExecutionFilters } from '#web/api/executions.ts'
import { endOfDay, startOfDay } from '#web/lib/days.ts'

export interface HistoryDays {
  from: string | undefined
  to: string | undefined
}

/** The filters of the history from the URL. What does not exist is left out, so that an old link still works. */
export function readHistorySearch(
  parameters: URLSearchParams,
  zone: string,
): ExecutionFilters & { days: HistoryDays; narrowed: boolean } {
  const status = EXECUTION_STATUSES.find((known) => known === parameters.get('status'))
  const trigger = EXECUTION_TRIGGERS.find((known) => known === parameters.get('trigger'))
  const kind = parameters.get('fullRefresh')
  const day = (name: string) => {
    const text = parameters.get(name) ?? undefined
    return startOfDay(text, zone) === undefined ? undefined : text
  }
  const days = { from: day('from'), to: day('to') }
  const from = startOfDay(days.from, zone)
  const to = endOfDay(days.to, zone)
  const filters: ExecutionFilters = {
    ...(status === undefined ? {} : { status }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(kind === 'true' || kind === 'false' ? { fullRefresh: kind === 'true' } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
  return { ...filters, days, narrowed: Object.keys(filters).length > 0 }
}

export function changeHistorySearch(
  current: URLSearchParams,
  changes: Record<string, string | undefined>,
): URLSearchParams {
  const next = new URLSearchParams(current)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) next.delete(name)
    else next.set(name, value)
  }
  return next
}
