import { isFinished } from '@flx/shared/execution-status'
import { useQuery } from '@tanstack/react-query'
import { ChevronRight, GitCompareArrows } from 'lucide-react'
import { useRef } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'

import { executions } from '#web/api/executions.ts'
import { useLive } from '#web/api/live.tsx'
import { FailureNotes } from '#web/features/failure-notes/failure-notes.tsx'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { ErrorState, Loading, Skeleton } from '#web/ui/states.tsx'
import { ShortfallBadge } from '#web/ui/shortfall-badge.tsx'
import { StatusBadge } from '#web/ui/status-badge.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'

import { WaitingNotice } from '../holds/waiting-note.tsx'
import { Attempts } from './attempts.tsx'
import { CommandsTab } from './commands-tab.tsx'
import { ComparisonTab } from './comparison-tab.tsx'
import { ConfigurationTab, StateTab } from './execution-documents.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { ExecutionActions } from './execution-actions.tsx'
import { FactsTab } from './execution-facts.tsx'
import { ExecutionFigures } from './execution-figures.tsx'
import { TRIGGER_WORDS } from './list/execution-search.ts'
import { LogViewer } from './log/log-viewer.tsx'
import { StepsGantt } from './steps-gantt.tsx'
import { StreamsTable } from './streams-table.tsx'

const TABS = [
  { key: 'log', label: 'Log' },
  { key: 'compare', label: 'Compare' },
  { key: 'state', label: 'State' },
  { key: 'configuration', label: 'Configuration' },
  { key: 'commands', label: 'Commands' },
  { key: 'facts', label: 'Facts' },
] as const
type TabKey = (typeof TABS)[number]['key']

export function Component() {
  const { id = '' } = useParams()
  const [parameters, setParameters] = useSearchParams()
  useLive(`execution:${id}`)
  const tabs = useRef<HTMLDivElement>(null)
  const query = useQuery(executions.detail(id))
  const execution = query.data
  const tab: TabKey = TABS.find(({ key }) => key === parameters.get('tab'))?.key ?? 'log'

  if (execution === undefined) {
    return query.isError ? (
      <ErrorState
        title="This execution could not be loaded"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    ) : (
      <Loading label="Loading the execution">
        <Skeleton className="mb-4 h-8 w-72" />
        <Skeleton className="mb-4 h-24 w-full" />
        <Skeleton className="h-96 w-full" />
      </Loading>
    )
  }

  const choose = (key: TabKey) =>
    setParameters(key === 'log' ? {} : { tab: key }, { replace: true, preventScrollReset: true })

  return (
    <>
      <PageHeader
        title={execution.pipelineName}
        documentTitle={`${execution.status}: ${execution.pipelineName}`}
        breadcrumb={
          <>
            <Link to={paths.pipelines()} className="hover:underline">
              Pipelines
            </Link>
            <ChevronRight aria-hidden className="size-3" />
            <Link to={paths.pipeline(execution.pipelineId)} className="break-words hover:underline">
              {execution.pipelineName}
            </Link>
            <ChevronRight aria-hidden className="size-3" />
            <span title={execution.id}>execution {execution.id.slice(0, 8)}</span>
          </>
        }
        facts={
          <>
            <StatusBadge status={execution.status} cancelling={execution.cancelRequestedAt !== null} />
            <ShortfallBadge shortfall={execution.shortfall} />
            <span className="tabular flex flex-wrap items-center gap-x-1.5 text-sm text-text-faint">
              <Duration execution={execution} />
              <span>·</span>
              <span>
                {TRIGGER_WORDS[execution.trigger]}
                {execution.triggeredBy !== null && ` (${execution.triggeredBy})`}
              </span>
              <span>·</span>
              <RelativeTime at={execution.queuedAt} />
            </span>
            {execution.fullRefresh && <Badge>Full refresh</Badge>}
            <Attempts execution={execution} />
          </>
        }
        actions={
          <>
            {isFinished(execution.status) && tab !== 'compare' && (
              <Button
                icon={GitCompareArrows}
                onClick={() => {
                  choose('compare')
                  tabs.current?.scrollIntoView({ block: 'start' })
                }}
              >
                Compare with last success
              </Button>
            )}
            <ExecutionActions execution={execution} />
          </>
        }
      />
      {execution.errorMessage !== null && isFinished(execution.status) && (
        <ErrorSummary execution={execution} />
      )}
      {execution.status === 'failed' && (
        <Card className="mb-3 px-4 py-3">
          <FailureNotes target={{ kind: 'execution', id: execution.id }} />
        </Card>
      )}
      <WaitingNotice execution={execution} />
      <ExecutionFigures execution={execution} />
      <div className="mt-3 grid grid-cols-1 gap-3 lg:grid-cols-[3fr_2fr]">
        <StepsGantt execution={execution} />
        <StreamsTable execution={execution} />
      </div>
      <div ref={tabs} className="mt-4 scroll-mt-16">
        <Tabs label="About this execution" tabs={TABS} chosen={tab} onChoose={choose}>
          {tab === 'log' && <LogViewer key={execution.id} execution={execution} />}
          {tab === 'compare' && (
            <ComparisonTab execution={execution} withId={parameters.get('with') ?? undefined} />
          )}
          {tab === 'facts' && <FactsTab execution={execution} />}
          {tab === 'state' && <StateTab execution={execution} />}
          {tab === 'configuration' && <ConfigurationTab execution={execution} />}
          {tab === 'commands' && <CommandsTab execution={execution} />}
        </Tabs>
      </div>
    </>
  )
}
