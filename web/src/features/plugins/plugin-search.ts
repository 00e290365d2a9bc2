import { PLUGIN_TYPES, type PluginListQuery } from '@flx/shared/plugin'

import type { PluginFilters } from '#web/api/plugins.ts'

type Sort = PluginListQuery['sort']
const SORTS: Record<Sort, true> = {
  name: true,
  '-name': true,
  type: true,
  '-type': true,
  installedAt: true,
  '-installedAt': true,
}

export const DEFAULT_SORT: Sort = 'type'

/** The state of the list from the URL. Values that do not exist are left out, so that an old link still works. */
export function readPluginSearch(parameters: URLSearchParams): PluginFilters {
  const type = PLUGIN_TYPES.find((known) => known === parameters.get('type'))
  const installed = parameters.get('installed')
  const search = parameters.get('search')?.trim().slice(0, 200) ?? ''
  const sort = parameters.get('sort')
  return {
    ...(type === undefined ? {} : { type }),
    ...(installed === 'true' || installed === 'false' ? { installed: installed === 'true' } : {}),
    ...(search === '' ? {} : { search }),
    sort: isSort(sort) ? sort : DEFAULT_SORT,
  }
}

const isSort = (text: string | null): text is Sort => text !== null && Object.hasOwn(SORTS, text)

/** True when anything but the order narrows the list. */
export const isFiltered = ({ sort: _sort, ...filters }: PluginFilters): boolean =>
  Object.keys(filters).length > 0
