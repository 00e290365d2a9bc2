import type { AlertIncident } from '@flx/shared/alert'
import { useInfiniteQuery } from '@tanstack/react-query'
import { BellOff, CircleCheck, TriangleAlert } from 'lucide-react'
import { Link, useSearchParams } from 'react-router'

import { alerts } from '#web/api/alerts.ts'
import { paths } from '#web/paths.ts'
import { Card } from '#web/ui/card.tsx'
import { LoadMore } from '#web/ui/load-more.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { EmptyState, ErrorState } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { IncidentNotes } from './incident-notes.tsx'

const STATES = [
  { key: 'all', label: 'All' },
  { key: 'open', label: 'Open' },
  { key: 'closed', label: 'Closed' },
] as const
type State = (typeof STATES)[number]['key']

/** What was wrong, the newest first. */
export function IncidentsTab() {
  const [parameters, setParameters] = useSearchParams()
  const state: State = STATES.find(({ key }) => key === parameters.get('state'))?.key ?? 'all'
  const list = useInfiniteQuery(alerts.incidents({ state: state === 'all' ? undefined : state }))
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  if (list.isError && list.data === undefined) {
    return (
      <Card>
        <ErrorState
          title="The incidents could not be loaded"
          error={list.error}
          retrying={list.isFetching}
          onRetry={() => void list.refetch()}
        />
      </Card>
    )
  }
  return (
    <>
      <div className="mb-3">
        <Segmented
          label="State"
          options={STATES}
          chosen={state}
          onChoose={(key) => setParameters(key === 'all' ? {} : { state: key }, { replace: true })}
        />
      </div>
      {!list.isPending && items.length === 0 ? (
        <Card>
          <EmptyState icon={BellOff} title={state === 'open' ? 'Nothing is wrong' : 'No incidents'}>
            An incident opens when a rule finds something wrong with a pipeline, and closes when it is good
            again.
          </EmptyState>
        </Card>
      ) : (
        <>
          <Card className="overflow-hidden">
            <Table
              label="Incidents"
              head={
                <>
                  <Th>State</Th>
                  <Th>Pipeline</Th>
                  <Th>What happened</Th>
                  <Th>Rule</Th>
                  <Th>Opened</Th>
                  <Th>Closed</Th>
                  <Th>Acknowledged</Th>
                </>
              }
            >
              {list.isPending ? (
                <SkeletonRows columns={7} />
              ) : (
                items.map((incident) => <Row key={incident.id} incident={incident} />)
              )}
            </Table>
          </Card>
          {!list.isPending && (
            <LoadMore
              shown={items.length}
              total={list.data?.pages[0]?.total}
              noun={items.length === 1 ? 'incident' : 'incidents'}
              hasMore={list.hasNextPage}
              busy={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
            />
          )}
        </>
      )}
    </>
  )
}

function Row({ incident }: { incident: AlertIncident }) {
  const open = incident.closedAt === null
  const Icon = open ? TriangleAlert : CircleCheck
  return (
    <Tr data-item>
      <Td className="whitespace-nowrap">
        <span
          className={
            open
              ? 'inline-flex items-center gap-1.5 text-danger'
              : 'inline-flex items-center gap-1.5 text-text-soft'
          }
        >
          <Icon aria-hidden className="size-4" />
          {open ? 'Open' : 'Closed'}
        </span>
      </Td>
      <Td className="min-w-40">
        <Link to={paths.pipeline(incident.pipelineId)} className="rounded-sm font-medium hover:underline">
          {incident.pipelineName}
        </Link>
      </Td>
      <Td className="min-w-64">
        <Link
          data-item-link
          to={
            incident.executionId === null
              ? paths.pipeline(incident.pipelineId)
              : paths.execution(incident.executionId)
          }
          className="line-clamp-2 rounded-sm text-text-soft hover:text-text hover:underline"
        >
          {incident.message}
        </Link>
      </Td>
      <Td className="min-w-32 text-text-soft">{incident.ruleName}</Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={incident.openedAt} />
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={incident.closedAt} />
      </Td>
      <Td className="min-w-64">
        <IncidentNotes incident={incident} />
      </Td>
    </Tr>
  )
}
