import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { isFinished } from '@flx/shared/executions/execution-status'
import { ArchiveRestore, CircleStop, Play } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'

import { CancelDialog } from '../cancel-dialog.tsx'
import { ExecuteDialog } from '../execute-dialog.tsx'
import { MoreMenu } from './more-menu.tsx'
import { usePipelineChanges } from './use-pipeline-changes.ts'
import { pipelineActionsWords } from './words.ts'

/** Execute, or Cancel while an execution is unfinished, and a link to the details. */
export function PipelineActions({
  pipeline,
  compact = false,
}: {
  pipeline: PipelineSummary
  /** For tables, where the name links to the details. */
  compact?: boolean
}) {
  const [dialog, setDialog] = useState<'execute' | 'cancel' | null>(null)
  const operator = useRole('operator')
  const { lastExecution, name } = pipeline
  const isUnfinished = lastExecution !== null && !isFinished(lastExecution.status)
  const isCancelling = isUnfinished && lastExecution.cancelRequestedAt !== null
  const reason = operator.allowed ? undefined : operator.reason
  if (pipeline.archivedAt !== null) return <RestoreActions pipeline={pipeline} compact={compact} />
  return (
    <>
      {isUnfinished ? (
        <Button
          data-item-action
          size="small"
          icon={CircleStop}
          aria-label={pipelineActionsWords.cancelExecutionOf(name)}
          disabledReason={reason ?? (isCancelling ? pipelineActionsWords.cancelling : undefined)}
          onClick={() => setDialog('cancel')}
        >
          <span className={compact ? 'hidden 2xl:inline' : undefined}>{pipelineActionsWords.cancel}</span>
        </Button>
      ) : (
        <Button
          data-item-action
          size="small"
          icon={Play}
          aria-label={pipelineActionsWords.execute(name)}
          disabledReason={reason}
          onClick={() => setDialog('execute')}
        >
          <span className={compact ? 'hidden 2xl:inline' : undefined}>
            {pipelineActionsWords.executeLabel}
          </span>
        </Button>
      )}
      {!compact && <Details pipeline={pipeline} />}
      <MoreMenu pipeline={pipeline} />
      {dialog === 'execute' && <ExecuteDialog pipeline={pipeline} onClose={() => setDialog(null)} />}
      {dialog === 'cancel' && <CancelDialog pipeline={pipeline} onClose={() => setDialog(null)} />}
    </>
  )
}

/** The actions for an archived pipeline: it can be viewed and restored. */
function RestoreActions({ pipeline, compact }: { pipeline: PipelineSummary; compact: boolean }) {
  const editor = useRole('editor')
  const { restore, busy } = usePipelineChanges()
  return (
    <>
      <Button
        data-item-action
        size="small"
        icon={ArchiveRestore}
        aria-label={pipelineActionsWords.restore(pipeline.name)}
        busy={busy}
        disabledReason={editor.allowed ? undefined : editor.reason}
        onClick={() => void restore(pipeline)}
      >
        {pipelineActionsWords.restoreLabel}
      </Button>
      {!compact && <Details pipeline={pipeline} />}
    </>
  )
}

function Details({ pipeline }: { pipeline: PipelineSummary }) {
  return (
    <Link
      to={paths.pipeline(pipeline.id)}
      aria-label={pipelineActionsWords.detailsOf(pipeline.name)}
      className={buttonClass({ variant: 'quiet', size: 'small' })}
    >
      {pipelineActionsWords.details}
    </Link>
  )
}
