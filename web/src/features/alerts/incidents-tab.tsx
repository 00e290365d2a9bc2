import type { AlertIncident } from '@flx/shared/alert'
import { useInfiniteQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Bell, BellOff, CircleCheck, TriangleAlert } from 'lucide-react'
import { Link } from 'react-router'

import { alerts } from '#web/api/alerts.ts'
import { paths } from '#web/paths.ts'
import type { Column } from '#web/ui/table/data-table.tsx'
import { PagedTable } from '#web/ui/table/query-table.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { IncidentNotes } from './incident-notes.tsx'
import { incidentsTabWords } from './words.ts'

const STATES = [
  { key: 'all', label: incidentsTabWords.all },
  { key: 'open', label: incidentsTabWords.open },
  { key: 'closed', label: incidentsTabWords.closed },
] as const
type StateFilter = (typeof STATES)[number]['key']

const COLUMNS: readonly Column<AlertIncident>[] = [
  {
    label: incidentsTabWords.state,
    card: 'status',
    className: 'whitespace-nowrap',
    cell: ({ closedAt }) => <State open={closedAt === null} />,
  },
  {
    label: incidentsTabWords.pipeline,
    card: 'title',
    cell: ({ pipelineId, pipelineName }) => (
      // As wide as the name, up to a width: the text of the problem wraps first.
      <span className="block wrap-anywhere md:w-max md:max-w-40 lg:max-w-64 2xl:max-w-96">
        <Link to={paths.pipeline(pipelineId)} className="rounded-sm font-medium hover:underline">
          {pipelineName}
        </Link>
      </span>
    ),
  },
  {
    label: incidentsTabWords.whatHappened,
    card: 'message',
    className: 'min-w-64',
    cell: ({ executionId, causeId, pipelineId, message }) => (
      <Link
        data-item-link
        to={pathOf({ executionId, causeId, pipelineId })}
        className="line-clamp-2 rounded-sm text-text-soft hover:text-text hover:underline"
      >
        {message}
      </Link>
    ),
  },
  {
    label: incidentsTabWords.rule,
    card: 'fact',
    cardIcon: Bell,
    className: 'min-w-32 text-text-soft',
    cell: ({ ruleName }) => ruleName,
  },
  {
    label: incidentsTabWords.opened,
    card: 'time',
    cardLabel: true,
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ openedAt }) => <RelativeTime at={openedAt} />,
  },
  {
    label: incidentsTabWords.closed,
    card: 'fact',
    inCard: ({ closedAt }) => closedAt !== null,
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ closedAt }) => <RelativeTime at={closedAt} />,
  },
  {
    label: incidentsTabWords.acknowledged,
    card: 'message',
    // Below the facts of a card, where the thumb is.
    className: 'min-w-64 max-md:order-8!',
    cell: (incident) => <IncidentNotes incident={incident} />,
  },
]

/** Returns the page that explains an incident: for a failed execution, its cause. */
function pathOf({
  executionId,
  causeId,
  pipelineId,
}: Pick<AlertIncident, 'executionId' | 'causeId' | 'pipelineId'>): string {
  if (causeId !== null) return paths.failures({ cause: causeId })
  return executionId === null ? paths.pipeline(pipelineId) : paths.execution(executionId)
}

/** The tab that lists incidents, newest first. */
export function IncidentsTab() {
  const [parameters, setParameters] = useAddressSearch()
  const state: StateFilter = STATES.find(({ key }) => key === parameters.get('state'))?.key ?? 'all'
  const list = useInfiniteQuery(alerts.incidents({ state: state === 'all' ? undefined : state }))
  return (
    <>
      <div className="mb-3">
        <Segmented
          label={incidentsTabWords.state}
          options={STATES}
          chosen={state}
          onChoose={(key) => setParameters(key === 'all' ? {} : { state: key }, { replace: true })}
        />
      </div>
      <PagedTable
        label={incidentsTabWords.incidents}
        query={list}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        errorTitle={incidentsTabWords.loadError}
        empty={
          <EmptyState
            icon={BellOff}
            title={state === 'open' ? incidentsTabWords.noneOpen : incidentsTabWords.noIncidents}
          >
            {incidentsTabWords.emptyHint}
          </EmptyState>
        }
        noun={incidentsTabWords.noun}
      />
    </>
  )
}

function State({ open }: { open: boolean }) {
  const Icon = open ? TriangleAlert : CircleCheck
  return (
    <span className={clsx('flex items-center gap-1.5', open ? 'text-danger' : 'text-text-soft')}>
      <Icon aria-hidden className="size-4" />
      {open ? incidentsTabWords.open : incidentsTabWords.closed}
    </span>
  )
}
