import { useMutation } from '@tanstack/react-query'

import { cancelPipeline } from '#web/api/pipelines.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Asks before the unfinished execution of a pipeline is cancelled. */
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
      title={`Cancel the execution of ${pipeline.name}?`}
      confirmLabel="Cancel the execution"
      danger
      busy={cancelling.isPending}
      error={cancelling.error === null ? null : messageOf(cancelling.error)}
      onConfirm={() =>
        cancelling.mutate(pipeline.id, {
          onSuccess: () => {
            onClose()
            toast.done(`The execution of ${pipeline.name} is being cancelled.`)
          },
        })
      }
      onClose={onClose}
    >
      <p>
        Its processes are asked to stop. What the loader confirmed until then is kept, and the next execution
        goes on from there.
      </p>
    </ConfirmDialog>
  )
}
