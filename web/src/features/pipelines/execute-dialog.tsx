import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { executePipeline } from '#web/api/pipelines/pipelines.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { useHoldOf } from '#web/parts/holds/use-holds.ts'
import { paths } from '#web/paths.ts'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { executeDialogWords } from './words.ts'

/** Asks for confirmation before a pipeline is executed, with full refresh as a choice. */
export function ExecuteDialog({
  pipeline,
  onClose,
}: {
  pipeline: Pick<PipelineSummary, 'id' | 'name' | 'extractor' | 'loader' | 'mappers' | 'transform'>
  onClose: () => void
}) {
  const toast = useToast()
  const [fullRefresh, setFullRefresh] = useState(false)
  const executing = useMutation(executePipeline())
  const hold = useHoldOf(pipeline)
  const { error } = executing
  const unfinishedId = isProblem(error, 409) ? error.problem.executionId : undefined
  const execute = () =>
    executing.mutate(
      { id: pipeline.id, fullRefresh },
      {
        onSuccess: ({ id }) => {
          onClose()
          toast.done(
            <>
              {hold === undefined
                ? executeDialogWords.queued(pipeline.name)
                : executeDialogWords.held(pipeline.name, hold.reason)}{' '}
              <Link to={paths.execution(id)} className="font-medium text-accent underline">
                {executeDialogWords.view}
              </Link>
            </>,
          )
        },
      },
    )
  return (
    <ConfirmDialog
      title={executeDialogWords.execute(pipeline.name)}
      confirmLabel={executeDialogWords.executeLabel}
      busy={executing.isPending}
      error={error === null || unfinishedId !== undefined ? null : messageOf(error)}
      onConfirm={execute}
      onClose={onClose}
    >
      {hold === undefined ? (
        <p>{executeDialogWords.hint}</p>
      ) : (
        <Notice tone="caution">{executeDialogWords.heldHint(hold.reason, hold.by)}</Notice>
      )}
      <Checkbox
        checked={fullRefresh}
        onChange={(event) => setFullRefresh(event.target.checked)}
        label={<span className="text-text">{executeDialogWords.fullRefresh}</span>}
        hint={executeDialogWords.fullRefreshHint}
      />
      {unfinishedId !== undefined && (
        <Notice tone="danger">
          {messageOf(error)}{' '}
          <Link to={paths.execution(unfinishedId)} className="font-medium underline">
            {executeDialogWords.showUnfinished}
          </Link>
        </Notice>
      )}
    </ConfirmDialog>
  )
}
