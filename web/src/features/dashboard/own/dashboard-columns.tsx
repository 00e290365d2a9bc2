import type { Dashboard } from '@flx/shared/dashboards/dashboard'
import type { ReactNode } from 'react'

import type { Column } from '#web/ui/table/data-table.tsx'

import { dashboardsWords as words, SHARING_WORDS } from './words.ts'

/**
 * The first columns of each list of dashboards, also of deleted ones: they have the same widths, so that the columns of
 * lists below each other line up.
 */
export const dashboardColumns = <Row extends Pick<Dashboard, 'sharing' | 'isOwner' | 'owner'>>({
  name,
  widgets,
}: {
  name: (row: Row) => ReactNode
  widgets: (row: Row) => number
}): readonly Column<Row>[] => [
  { label: words.name, card: 'title', className: 'w-[36%] font-medium wrap-anywhere', cell: name },
  { label: words.widgets, card: 'fact', numeric: true, className: 'w-[8%]', cell: widgets },
  {
    label: words.sharing,
    card: 'fact',
    className: 'w-[14%] whitespace-nowrap',
    cell: ({ sharing }) => SHARING_WORDS[sharing],
  },
  {
    label: words.owner,
    card: 'fact',
    className: 'w-[14%] text-text-soft',
    cell: ({ isOwner, owner }) => (isOwner ? words.you : owner.name),
  },
]
