import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { executePipeline } from '#web/api/pipelines.ts'
import { isProblem } from '#web/api/problem.ts'
import { paths } from '#web/paths.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Asks before a pipeline is executed, with full refresh as a choice. */
export function ExecuteDialog({
  pipeline,
  onClose,
}: {
  pipeline: { id: string; name: string }
  onClose: () => void
}) {
  const toast = useToast()
  const [fullRefresh, setFullRefresh] = useState(false)
  const executing = useMutation(executePipeline())
  const { error } = executing
  const unfinished = isProblem(error, 409) ? error.problem.executionId : undefined
  const execute = () =>
    executing.mutate(
      { id: pipeline.id, fullRefresh },
      {
        onSuccess: ({ id }) => {
          onClose()
          toast.done(
            <>
              {pipeline.name} was put in the queue.{' '}
              <Link to={paths.execution(id)} className="font-medium text-accent underline">
                Follow it
              </Link>
            </>,
          )
        },
      },
    )
  return (
    <ConfirmDialog
      title={`Execute ${pipeline.name}?`}
      confirmLabel="Execute"
      busy={executing.isPending}
      error={error === null || unfinished !== undefined ? null : messageOf(error)}
      onConfirm={execute}
      onClose={onClose}
    >
      <p>It starts as soon as a worker is free.</p>
      <Checkbox
        checked={fullRefresh}
        onChange={(event) => setFullRefresh(event.target.checked)}
        label={<span className="text-text">Full refresh</span>}
        hint="Ignores the saved state and extracts everything again."
      />
      {unfinished !== undefined && (
        <Notice tone="danger">
          {messageOf(error)}{' '}
          <Link to={paths.execution(unfinished)} className="font-medium underline">
            Show that execution
          </Link>
        </Notice>
      )}
    </ConfirmDialog>
  )
}
