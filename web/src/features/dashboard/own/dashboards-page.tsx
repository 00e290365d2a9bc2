import type { Dashboard } from '@flx/shared/dashboards/dashboard'
import { useQuery } from '@tanstack/react-query'
import { Copy, LayoutDashboard, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { dashboards } from '#web/api/dashboards.ts'
import { useLive } from '#web/api/live/live.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { actionsColumn, DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { CreateDialog } from './create-dialog.tsx'
import { useDuplicate } from './dashboard-actions.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { DeletedDashboards } from './deleted-dashboards.tsx'
import { dashboardsWords as words, SHARING_WORDS } from './words.ts'

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
        {dashboard.mayDelete && (
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
  const { data } = query
  return (
    <>
      <PageHeader
        title={words.title}
        actions={
          <>
            <Link to={paths.home()} className={buttonClass()}>
              {words.all}
            </Link>
            <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
              {words.create}
            </Button>
          </>
        }
      />
      <Card className="overflow-clip">
        {data === undefined && query.error !== null ? (
          <QueryError query={query} title={words.loadError} />
        ) : data?.length === 0 ? (
          <EmptyState icon={LayoutDashboard} title={words.empty}>
            {words.emptyHint}
          </EmptyState>
        ) : (
          <DataTable
            label={words.title}
            columns={columns}
            rows={data ?? null}
            keyOf={({ id }) => id}
            skeleton={4}
          />
        )}
      </Card>
      <DeletedDashboards />
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
      {deleting !== null && <DeleteDialog dashboard={deleting} onClose={() => setDeleting(null)} />}
    </>
  )
}

const COLUMNS: readonly Column<Dashboard>[] = [
  {
    label: words.name,
    card: 'title',
    className: 'w-full font-medium',
    cell: ({ id, name }) => (
      <Link data-item-link to={paths.dashboard(id)} className="rounded-sm hover:underline">
        {name}
      </Link>
    ),
  },
  { label: words.widgets, card: 'fact', numeric: true, cell: ({ widgets }) => widgets.length },
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
    cell: ({ mine, owner }) => (mine ? words.you : owner.name),
  },
  {
    label: words.updated,
    card: 'time',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
  },
]
