import type { Hold } from '@flx/shared/executions/hold'
import { useMutation } from '@tanstack/react-query'

import { endHold } from '#web/api/executions/holds.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { endHoldDialogWords } from './words.ts'

export function EndHoldDialog({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const toast = useToast()
  const ending = useMutation(endHold())
  return (
    <ConfirmDialog
      title={endHoldDialogWords.title(hold.plugin)}
      confirmLabel={endHoldDialogWords.endHold}
      busy={ending.isPending}
      error={ending.error === null ? null : messageOf(ending.error)}
      onConfirm={() =>
        ending.mutate(hold.id, {
          onSuccess: () => {
            toast.done(endHoldDialogWords.ended)
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <p>{endHoldDialogWords.hint(hold.reason)}</p>
    </ConfirmDialog>
  )
}
