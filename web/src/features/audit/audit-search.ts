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

/** The name of `view-rows` in links from before it was renamed. */
const OLD_VIEW_ROWS = 'look'

/** Reads the filters from the URL. Unknown values are left out, so that an old link still works. */
export function readAuditSearch(parameters: URLSearchParams, zone: string): AuditFilters {
  const entityType = AUDIT_ENTITIES.find((value) => value === parameters.get('entityType'))
  const givenAction = parameters.get('action')
  const action =
    givenAction === OLD_VIEW_ROWS ? 'view-rows' : AUDIT_ACTIONS.find((value) => value === givenAction)
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
