import type { Dashboard } from '@flx/shared/dashboards/dashboard'
import { useMutation } from '@tanstack/react-query'

import { deleteDashboard, restoreDashboard } from '#web/api/dashboards.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { dashboardsWords as words } from './words.ts'

/** Asks for confirmation, deletes, and offers to restore. */
export function DeleteDialog({
  dashboard: { id, name },
  onClose,
  onDeleted = onClose,
}: {
  dashboard: Dashboard
  onClose: () => void
  onDeleted?: () => void
}) {
  const toast = useToast()
  const deleting = useMutation(deleteDashboard())
  const restoring = useMutation({
    ...restoreDashboard(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  // Not a callback of the mutation: this dialog is unmounted by then.
  const remove = () =>
    deleting.mutateAsync(id).then(
      () => {
        toast.done(words.deleted(name), () => restoring.mutate(id))
        onDeleted()
      },
      () => undefined,
    )
  return (
    <ConfirmDialog
      title={words.deleteQuestion(name)}
      confirmLabel={words.deleteConfirm}
      danger
      busy={deleting.isPending}
      error={deleting.error === null ? null : messageOf(deleting.error)}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <p>{words.deleteHint}</p>
    </ConfirmDialog>
  )
}
