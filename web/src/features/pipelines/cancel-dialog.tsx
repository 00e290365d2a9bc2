import { useMutation } from '@tanstack/react-query'

import { cancelPipeline } from '#web/api/pipelines/pipelines.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { cancelDialogWords } from './words.ts'

/** Asks for confirmation before the unfinished execution of a pipeline is cancelled. */
export function CancelDialog({
  pipeline,
  onClose,
}: {
  pipeline: { id: string; name: string }
  onClose: () => void
}) {
  const toast = useToast()
  const cancelling = useMutation(cancelPipeline())
  return (
    <ConfirmDialog
      title={cancelDialogWords.cancelExecutionOf(pipeline.name)}
      confirmLabel={cancelDialogWords.cancelExecution}
      cancelLabel={cancelDialogWords.keepExecution}
      danger
      busy={cancelling.isPending}
      error={cancelling.error === null ? null : messageOf(cancelling.error)}
      onConfirm={() =>
        cancelling.mutate(pipeline.id, {
          onSuccess: () => {
            onClose()
            toast.done(cancelDialogWords.cancelling(pipeline.name))
          },
        })
      }
      onClose={onClose}
    >
      <p>{cancelDialogWords.hint}</p>
    </ConfirmDialog>
  )
}
