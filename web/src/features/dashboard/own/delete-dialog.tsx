import type { Dashboard } from '@flx/shared/dashboards/dashboard'
import { useMutation } from '@tanstack/react-query'

import { createDashboard, deleteDashboard } from '#web/api/dashboards.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { dashboardsWords as words } from './words.ts'

/** Asks, deletes, and offers to bring it back: as a dashboard of the same content. */
export function DeleteDialog({
  dashboard: { id, name, sharing, widgets, mine },
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
    ...createDashboard(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  // Not a callback of the mutation: this dialog is gone by then.
  const remove = () =>
    deleting.mutateAsync(id).then(
      () => {
        toast.done(
          words.deleted(name),
          // Of somebody else it would come back as one's own.
          mine ? () => restoring.mutate({ name, sharing, widgets }) : undefined,
        )
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
