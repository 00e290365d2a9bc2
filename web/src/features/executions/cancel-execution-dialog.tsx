import { useMutation } from '@tanstack/react-query'

import { cancelExecution } from '#web/api/executions/executions.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { cancelExecutionDialogWords } from './words.ts'

/** Asks for confirmation before an execution is cancelled or, if a cancel hangs, killed. */
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
      title={
        force
          ? cancelExecutionDialogWords.forceKillExecutionOf(name)
          : cancelExecutionDialogWords.cancelExecutionOf(name)
      }
      confirmLabel={force ? cancelExecutionDialogWords.forceKill : cancelExecutionDialogWords.cancelExecution}
      cancelLabel={cancelExecutionDialogWords.keepExecution}
      danger
      busy={cancelling.isPending}
      error={cancelling.error === null ? null : messageOf(cancelling.error)}
      onConfirm={() =>
        void cancelling.mutateAsync({ id: execution.id, force }).then(
          () => {
            onClose()
            toast.done(
              force ? cancelExecutionDialogWords.killing(name) : cancelExecutionDialogWords.cancelling(name),
            )
          },
          () => undefined,
        )
      }
      onClose={onClose}
    >
      <p>{force ? cancelExecutionDialogWords.killHint : cancelExecutionDialogWords.cancelHint}</p>
    </ConfirmDialog>
  )
}
