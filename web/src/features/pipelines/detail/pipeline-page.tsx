import type { Pipeline } from '@flx/shared/pipeline'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearchParams } from 'react-router'

import { useLive } from '#web/api/live.tsx'
import { pipelines, restorePipeline } from '#web/api/pipelines.ts'
import { isProblem } from '#web/api/problem.ts'
import { useRole } from '#web/api/session.ts'
import { NotFoundPage } from '#web/layouts/not-found-page.tsx'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { PluginFlow } from '#web/ui/plugin-flow.tsx'
import { ErrorState } from '#web/ui/states.tsx'
import { StatusBadge } from '#web/ui/status-badge.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { WaitingNote } from '../../holds/waiting-note.tsx'
import { ScheduleStanding } from '../../schedules/schedule-standing.tsx'
import { Charts } from './charts.tsx'
import { ConfigurationCard } from './configuration-card.tsx'
import { HeaderActions } from './header-actions.tsx'
import { History } from './history.tsx'
import { MetadataCard } from './metadata-card.tsx'
import { Outcomes } from './outcomes.tsx'
import { PipelineSkeleton } from './pipeline-skeleton.tsx'
import { StatisticsTiles } from './statistics-tiles.tsx'
import { Timeline } from './timeline.tsx'

const TABS = [
  { key: 'history', label: 'History' },
  { key: 'timeline', label: 'Timeline' },
] as const
type TabKey = (typeof TABS)[number]['key']

export function Component() {
  const { id = '' } = useParams()
  const { data: pipeline, error, isFetching, refetch } = useQuery(pipelines.detail(id))
  useLive(`pipeline:${id}`)
  const [parameters, setParameters] = useSearchParams()
  const tab = TABS.find(({ key }) => key === parameters.get('tab'))?.key ?? 'history'
  const choose = (key: TabKey) =>
    setParameters(key === 'history' ? {} : { tab: key }, { replace: true, preventScrollReset: true })
  if (pipeline === undefined) {
    if (isProblem(error, 404)) return <NotFoundPage detail={error.message} />
    if (error === null) return <PipelineSkeleton />
    return (
      <Card>
        <PageHeader title="Pipeline" />
        <ErrorState
          title="The pipeline could not be loaded"
          error={error}
          retrying={isFetching}
          onRetry={() => void refetch()}
        />
      </Card>
    )
  }
  return (
    <>
      <PipelineHeader pipeline={pipeline} />
      {pipeline.archivedAt !== null && <Archived pipeline={pipeline} />}
      <StatisticsTiles pipelineId={id} />
      <div className="mt-4 grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem] 2xl:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="min-w-0 space-y-4">
          <Tabs<TabKey> label="Pipeline" tabs={TABS} chosen={tab} onChoose={choose}>
            {tab === 'history' ? (
              <div className="space-y-4">
                <Outcomes pipelineId={id} />
                <Charts pipelineId={id} />
                <History pipeline={pipeline} />
              </div>
            ) : (
              <Timeline pipelineId={id} />
            )}
          </Tabs>
        </div>
        <div className="grid min-w-0 gap-4 sm:grid-cols-2 xl:grid-cols-1">
          <ConfigurationCard pipeline={pipeline} />
          <MetadataCard pipeline={pipeline} />
        </div>
      </div>
    </>
  )
}

function PipelineHeader({ pipeline }: { pipeline: Pipeline }) {
  const { name, type, isActive, lastExecution: last } = pipeline
  return (
    <>
      <PageHeader
        title={name}
        breadcrumb={
          <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
            Pipelines
          </Link>
        }
        facts={
          <span className="flex flex-wrap items-center gap-2">
            {last === null ? (
              <Badge>Never executed</Badge>
            ) : (
              <Link to={paths.execution(last.id)} className="rounded-sm" title="Show the last execution">
                <StatusBadge status={last.status} cancelling={last.cancelRequestedAt !== null} />
              </Link>
            )}
            {last !== null && <WaitingNote execution={last} className="text-sm text-text-soft" />}
            <ScheduleStanding pipelineId={pipeline.id} />
            <Badge title="Type of the pipeline">{type.toUpperCase()}</Badge>
            <Badge {...(isActive ? {} : { title: 'Its schedule is stopped; executing by hand works.' })}>
              {isActive ? 'Active' : 'Inactive'}
            </Badge>
          </span>
        }
        actions={<HeaderActions pipeline={pipeline} />}
      />
      <div className="-mt-1 mb-4">
        <PluginFlow pipeline={pipeline} />
      </div>
    </>
  )
}

function Archived({ pipeline }: { pipeline: Pipeline }) {
  const toast = useToast()
  const editor = useRole('editor')
  const restoring = useMutation({
    ...restorePipeline(),
    onError: (error) => toast.problem(error.message),
  })
  return (
    <Notice tone="caution" className="mb-4">
      <div className="flex flex-wrap items-center gap-3">
        This pipeline was deleted. Its history is kept, its secrets are erased.
        <Button
          size="small"
          busy={restoring.isPending}
          disabledReason={editor.allowed ? undefined : editor.reason}
          onClick={() => restoring.mutate(pipeline.id)}
        >
          Restore
        </Button>
      </div>
    </Notice>
  )
}
