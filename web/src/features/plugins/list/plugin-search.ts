import { PLUGIN_TYPES, type PluginSort } from '@flx/shared/plugins/plugin'

import type { PluginFilters } from '#web/api/plugins/plugins.ts'
import type { HubFilters } from '#web/api/plugins/hub.ts'
import { endOfDay, startOfDay } from '#web/lib/time/days.ts'

const SORTS: Record<PluginSort, true> = {
  name: true,
  '-name': true,
  type: true,
  '-type': true,
  variant: true,
  '-variant': true,
  installedAt: true,
  '-installedAt': true,
}

export const DEFAULT_SORT: PluginSort = 'type'

/** Added plugins, or the catalogue. */
const PLUGIN_TABS = ['added', 'catalogue'] as const
type PluginTab = (typeof PLUGIN_TABS)[number]

export interface PluginSearch {
  tab: PluginTab
  filters: PluginFilters
  /** The days of installation as in the URL, in the page's time zone. */
  days: { from: string | undefined; to: string | undefined }
}

/** Reads the state of the list from the URL. Unknown values are left out, so that an old link still works. */
export function readPluginSearch(parameters: URLSearchParams, zone: string): PluginSearch {
  const type = PLUGIN_TYPES.find((option) => option === parameters.get('type'))
  const installed = parameters.get('installed')
  const search = parameters.get('search')?.trim().slice(0, 200) ?? ''
  const sort = parameters.get('sort')
  const day = (name: string): string | undefined => {
    const text = parameters.get(name) ?? undefined
    return startOfDay(text, zone) === undefined ? undefined : text
  }
  const days = { from: day('installedFrom'), to: day('installedTo') }
  const installedFrom = startOfDay(days.from, zone)
  const installedTo = endOfDay(days.to, zone)
  return {
    tab: parameters.get('tab') === 'catalogue' ? 'catalogue' : 'added',
    days,
    filters: {
      ...(type === undefined ? {} : { type }),
      ...(installed === 'true' || installed === 'false' ? { installed: installed === 'true' } : {}),
      ...(installedFrom === undefined ? {} : { installedFrom }),
      ...(installedTo === undefined ? {} : { installedTo }),
      ...(search === '' ? {} : { search }),
      sort: isSort(sort) ? sort : DEFAULT_SORT,
    },
  }
}

const isSort = (text: string | null): text is PluginSort => text !== null && Object.hasOwn(SORTS, text)

/** Reports whether anything other than the order narrows the list. */
export const isFiltered = ({ sort: _sort, ...filters }: PluginFilters): boolean =>
  Object.keys(filters).length > 0

/** Returns the filters that the catalogue supports. */
export const hubFilters = ({ type, search }: PluginFilters): HubFilters => ({
  ...(type === undefined ? {} : { type }),
  ...(search === undefined ? {} : { search }),
})

export type Change = (changes: Record<string, string | undefined>) => void
