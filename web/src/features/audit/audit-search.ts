import { AUDIT_ACTIONS, AUDIT_ENTITIES } from '@flx/shared/access/audit'

import type { AuditFilters } from '#web/api/access/audit.ts'
import { endOfDay, startOfDay } from '#web/lib/time/days.ts'

/** Reads the days from the URL. */
export function readDays(parameters: URLSearchParams): { from: string | undefined; to: string | undefined } {
  const day = (name: string) => {
    const text = parameters.get(name) ?? undefined
    return startOfDay(text, 'UTC') === undefined ? undefined : text
  }
  return { from: day('from'), to: day('to') }
}

/** Reads the filters from the URL. Unknown values are left out, so that an old link still works. */
export function readAuditSearch(parameters: URLSearchParams, zone: string): AuditFilters {
  const entityType = AUDIT_ENTITIES.find((value) => value === parameters.get('entityType'))
  const action = AUDIT_ACTIONS.find((value) => value === parameters.get('action'))
  const [actor, entityId, search] = ['actor', 'entityId', 'search'].map((name) => parameters.get(name) ?? '')
  const days = readDays(parameters)
  const from = startOfDay(days.from, zone)
  const to = endOfDay(days.to, zone)
  return {
    ...(entityType === undefined ? {} : { entityType }),
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined || actor === '' ? {} : { actor }),
    ...(entityId === undefined || entityId === '' ? {} : { entityId }),
    ...(search === undefined || search === '' ? {} : { search }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}
