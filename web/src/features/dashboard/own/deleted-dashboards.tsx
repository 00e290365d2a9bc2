import type { DeletedDashboard } from '@flx/shared/dashboards/dashboard'
import { useMutation, useQuery } from '@tanstack/react-query'
import { ArchiveRestore } from 'lucide-react'

import { dashboards, restoreDashboard } from '#web/api/dashboards.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { actionsColumn, DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { dashboardColumns } from './dashboard-columns.tsx'
import { dashboardsWords as words } from './words.ts'

/**
 * Lists dashboards deleted in the last week, with a button to restore them. Renders nothing if there are
 * none.
 */
export function DeletedDashboards() {
  const toast = useToast()
  const { data = [] } = useQuery(dashboards.deleted())
  const restoring = useMutation(restoreDashboard())
  if (data.length === 0) return null
  const restore = ({ id, name }: DeletedDashboard) =>
    restoring.mutate(id, {
      onSuccess: () => toast.done(words.restored(name)),
      onError: (error) => toast.problem(messageOf(error)),
    })
  const columns: readonly Column<DeletedDashboard>[] = [
    ...COLUMNS,
    actionsColumn((dashboard) => (
      <Button
        size="small"
        icon={ArchiveRestore}
        aria-label={`${words.restore}: ${dashboard.name}`}
        busy={restoring.isPending && restoring.variables === dashboard.id}
        onClick={() => restore(dashboard)}
      >
        {words.restore}
      </Button>
    )),
  ]
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-[14px]/[22px] font-semibold">{words.deletedTitle}</h2>
      <Card className="overflow-clip">
        <DataTable
          label={words.deletedTitle}
          columns={columns}
          rows={data}
          keyOf={({ id }) => id}
          skeleton={1}
        />
      </Card>
      <p className="pt-2 text-xs text-text-faint">{words.deletedNote}</p>
    </section>
  )
}

const COLUMNS: readonly Column<DeletedDashboard>[] = [
  ...dashboardColumns<DeletedDashboard>({ name: ({ name }) => name, widgets: ({ widgets }) => widgets }),
  {
    label: words.deletedAt,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ deletedAt }) => <RelativeTime at={deletedAt} />,
  },
  {
    label: words.restorableUntil,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ restorableUntil }) => <RelativeTime at={restorableUntil} />,
  },
]
