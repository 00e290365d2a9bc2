import type { Dashboard } from '@flx/shared/dashboards/dashboard'
import { useQuery } from '@tanstack/react-query'
import { Copy, LayoutDashboard, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { dashboards } from '#web/api/dashboards.ts'
import { useLive } from '#web/api/live/live.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { QueryTable } from '#web/ui/table/query-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { CreateDialog } from './create-dialog.tsx'
import { useDuplicate } from './dashboard-actions.ts'
import { dashboardColumns } from './dashboard-columns.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { DeletedDashboards } from './deleted-dashboards.tsx'
import { dashboardsWords as words } from './words.ts'

/** The user's own dashboards and those that others share. */
export function Component() {
  const query = useQuery(dashboards.list())
  useLive('dashboards')
  const [creating, setCreating] = useState(false)
  const [deleting, setDeleting] = useState<Dashboard | null>(null)
  const { duplicate } = useDuplicate()
  const columns: readonly Column<Dashboard>[] = [
    ...COLUMNS,
    actionsColumn((dashboard) => (
      <span className="flex justify-end gap-1">
        <IconButton
          label={`${words.duplicate}: ${dashboard.name}`}
          icon={Copy}
          size="small"
          onClick={() => duplicate(dashboard)}
        />
        {dashboard.canDelete && (
          <IconButton
            label={`${words.delete}: ${dashboard.name}`}
            icon={Trash2}
            size="small"
            onClick={() => setDeleting(dashboard)}
          />
        )}
      </span>
    )),
  ]
  return (
    <>
      <PageHeader
        title={words.title}
        actions={
          <>
            {/* On a phone the bar at the foot leads there, and one row is enough for the head. */}
            <Link to={paths.home()} className={buttonClass({ className: 'max-sm:hidden' })}>
              {words.all}
            </Link>
            <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
              {words.create}
            </Button>
          </>
        }
      />
      <QueryTable
        label={words.title}
        query={query}
        columns={columns}
        keyOf={({ id }) => id}
        skeleton={4}
        errorTitle={words.loadError}
        empty={
          <EmptyState icon={LayoutDashboard} title={words.empty}>
            {words.emptyHint}
          </EmptyState>
        }
      />
      {/* Not below a list that has yet to get its height. */}
      {!query.isPending && <DeletedDashboards />}
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
      {deleting !== null && <DeleteDialog dashboard={deleting} onClose={() => setDeleting(null)} />}
    </>
  )
}

const COLUMNS: readonly Column<Dashboard>[] = [
  ...dashboardColumns<Dashboard>({
    name: ({ id, name }) => (
      <Link data-item-link to={paths.dashboard(id)} className="rounded-sm hover:underline">
        {name}
      </Link>
    ),
    widgets: ({ widgets }) => widgets.length,
  }),
  {
    label: words.updated,
    card: 'time',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
  },
]
