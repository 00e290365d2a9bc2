import { useMutation } from '@tanstack/react-query'

import { cancelExecution } from '#web/api/executions.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Asks before an execution is cancelled or, while a cancel hangs, killed. */
export function CancelExecutionDialog({
  execution,
  force = false,
  onClose,
}: {
  execution: { id: string; pipelineName: string }
  force?: boolean
  onClose: () => void
}) {
  const toast = useToast()
  const cancelling = useMutation(cancelExecution())
  const name = execution.pipelineName
  return (
    <ConfirmDialog
      title={force ? `Force kill the execution of ${name}?` : `Cancel the execution of ${name}?`}
      confirmLabel={force ? 'Force kill' : 'Cancel the execution'}
      danger
      busy={cancelling.isPending}
      error={cancelling.error === null ? null : messageOf(cancelling.error)}
      onConfirm={() =>
        void cancelling.mutateAsync({ id: execution.id, force }).then(
          () => {
            onClose()
            toast.done(
              force
                ? `The processes of ${name} are being killed.`
                : `The execution of ${name} is being cancelled.`,
            )
          },
          () => undefined,
        )
      }
      onClose={onClose}
    >
      <p>
        {force
          ? 'Its processes are ended at once, without a chance to finish what they hold. What the loader confirmed until then is kept.'
          : 'Its processes are asked to stop. What the loader confirmed until then is kept, and the next execution goes on from there.'}
      </p>
    </ConfirmDialog>
  )
}
