import type { Dashboard } from '@flx/shared/dashboards/dashboard'
import { useQuery } from '@tanstack/react-query'
import { LayoutDashboard, Pencil, Tv } from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'

import { isProblem } from '#web/api/core/problem.ts'
import { dashboards } from '#web/api/dashboards.ts'
import { useLive } from '#web/api/live/live.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { MoreActions } from '#web/ui/overlays/more-actions.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { useFreshFigures } from '../use-fresh-figures.ts'
import { useDuplicate } from './dashboard-actions.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { WidgetGrid } from './widget-grid.tsx'
import { WidgetView } from './widget-view.tsx'
import { dashboardsWords, ownPageWords as words } from './words.ts'

// Loaded lazily: most users view a dashboard, few change it.
const { Section: Editor } = sectionOnDemand(() => import('./edit/editor.tsx'), {
  placeholder: <Skeleton className="h-[70dvh] w-full rounded-lg" />,
})

/** A custom dashboard, to view and to edit. */
export function Component() {
  const { id = '' } = useParams()
  const [parameters, setParameters] = useAddressSearch()
  const query = useQuery(dashboards.detail(id))
  useFreshFigures()
  useLive('dashboards')
  const isEditing = parameters.get('edit') === 'on'
  const { data } = query
  const isGone = isProblem(query.error, 404)
  const [editedId, setEditedId] = useState<string | null>(null)
  const nextEditedId = isEditing && data?.canEdit === true ? id : isEditing ? editedId : null
  // Editing continues until the user ends it: changes must not be lost with the permission to make them.
  if (nextEditedId !== editedId) setEditedId(nextEditedId)
  const showsEditor = nextEditedId === id
  if (data === undefined || (isGone && !showsEditor)) {
    return (
      <>
        <PageHeader title={dashboardsWords.title} />
        {query.error === null ? (
          <Loading label={words.loading}>
            <Skeleton className="h-64 w-full" />
          </Loading>
        ) : (
          <Card>
            <QueryError query={query} title={words.loadError} />
          </Card>
        )}
      </>
    )
  }
  const setEditing = (on: boolean) => setParameters(on ? { edit: 'on' } : {}, { replace: true })
  if (showsEditor) {
    const loss = isGone ? 'gone' : data.canEdit ? null : 'withdrawn'
    return <Editor key={id} dashboard={data} loss={loss} onDone={() => setEditing(false)} />
  }
  return <DashboardView dashboard={data} onEdit={() => setEditing(true)} />
}

function DashboardView({ dashboard, onEdit }: { dashboard: Dashboard; onEdit: () => void }) {
  const navigate = useNavigate()
  const [deleting, setDeleting] = useState(false)
  const { duplicate } = useDuplicate()
  const { id, name, widgets, isOwner, owner, canEdit, canDelete } = dashboard
  return (
    <>
      <PageHeader
        title={name}
        breadcrumb={
          <Link to={paths.dashboards()} className="rounded-sm hover:underline">
            {dashboardsWords.title}
          </Link>
        }
        facts={!isOwner && <span className="text-sm text-text-faint">{words.sharedBy(owner.name)}</span>}
        actions={
          <>
            <Link to={paths.dashboardWall(id)} className={buttonClass({ className: 'max-sm:hidden' })}>
              <Tv aria-hidden className="size-4" />
              {words.wall}
            </Link>
            <Button
              icon={Pencil}
              disabledReason={canEdit ? undefined : words.notYours(owner.name)}
              onClick={onEdit}
            >
              {words.edit}
            </Button>
            <MoreActions
              label={words.more}
              items={[
                { key: 'duplicate', label: dashboardsWords.duplicate, onSelect: () => duplicate(dashboard) },
                ...(canDelete
                  ? [
                      {
                        key: 'delete',
                        label: dashboardsWords.delete,
                        danger: true,
                        onSelect: () => setDeleting(true),
                      },
                    ]
                  : []),
              ]}
            />
          </>
        }
      />
      {widgets.length === 0 ? (
        <Card>
          <EmptyState
            icon={LayoutDashboard}
            title={words.empty}
            actions={canEdit && <Button onClick={onEdit}>{words.edit}</Button>}
          >
            {words.emptyHint}
          </EmptyState>
        </Card>
      ) : (
        <WidgetGrid widgets={widgets} label={name}>
          {(widget) => <WidgetView widget={widget} />}
        </WidgetGrid>
      )}
      {deleting && (
        <DeleteDialog
          dashboard={dashboard}
          onClose={() => setDeleting(false)}
          onDeleted={() => void navigate(paths.dashboards())}
        />
      )}
    </>
  )
}
