import type { Dashboard } from '@flx/shared/dashboards/dashboard'

import type { Column } from '#web/ui/table/data-table.tsx'

import { dashboardsWords as words, SHARING_WORDS } from './words.ts'

/** Columns of each list of dashboards, also of deleted ones: who sees a dashboard, and who owns it. */
export const ACCESS_COLUMNS: readonly Column<Pick<Dashboard, 'sharing' | 'isOwner' | 'owner'>, never>[] = [
  {
    label: words.sharing,
    card: 'fact',
    className: 'whitespace-nowrap',
    cell: ({ sharing }) => SHARING_WORDS[sharing],
  },
  {
    label: words.owner,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ isOwner, owner }) => (isOwner ? words.you : owner.name),
  },
]
