import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useMutation } from '@tanstack/react-query'
import { Link } from 'react-router'

import { restorePipeline } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { paths } from '#web/paths.ts'
import { WaitingNote } from '#web/parts/holds/waiting-note.tsx'
import { ScheduleProblems } from '#web/parts/schedules/schedule-problems.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { PluginFlow } from '#web/ui/status/plugin-flow.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { HeaderActions } from './header-actions.tsx'
import { pipelinePageWords } from '../words.ts'

/** The name, status and actions of a pipeline, above each of its tabs. */
export function PipelineHeader({ pipeline }: { pipeline: Pipeline }) {
  const { name, type, isActive, archivedAt, lastExecution: last } = pipeline
  return (
    <>
      <PageHeader
        title={name}
        breadcrumb={
          <Link to={paths.pipelines()} className="rounded-sm hover:text-text hover:underline">
            {pipelinePageWords.pipelines}
          </Link>
        }
        facts={
          <span className="flex flex-wrap items-center gap-2">
            {last === null ? (
              <Badge>{pipelinePageWords.neverExecuted}</Badge>
            ) : (
              <Link to={paths.execution(last.id)} className="rounded-sm" title={pipelinePageWords.viewLast}>
                <StatusBadge status={last.status} cancelling={last.cancelRequestedAt !== null} />
              </Link>
            )}
            {last !== null && <WaitingNote execution={last} className="text-sm text-text-soft" />}
            <ScheduleProblems pipelineId={pipeline.id} />
            <Badge title={pipelinePageWords.type}>{type.toUpperCase()}</Badge>
            {archivedAt === null ? (
              <Badge {...(isActive ? {} : { title: pipelinePageWords.inactiveHint })}>
                {isActive ? pipelinePageWords.active : pipelinePageWords.inactive}
              </Badge>
            ) : (
              <Badge>{pipelinePageWords.archived}</Badge>
            )}
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

export function ArchivedNotice({ pipeline }: { pipeline: Pipeline }) {
  const toast = useToast()
  const editor = useRole('editor')
  const restoring = useMutation({
    ...restorePipeline(),
    onError: (error) => toast.problem(error.message),
  })
  return (
    <Notice tone="caution" className="mb-4">
      <div className="flex flex-wrap items-center gap-3">
        {pipelinePageWords.deletedHint}
        <Button
          size="small"
          busy={restoring.isPending}
          disabledReason={editor.allowed ? undefined : editor.reason}
          onClick={() => restoring.mutate(pipeline.id)}
        >
          {pipelinePageWords.restore}
        </Button>
      </div>
    </Notice>
  )
}
