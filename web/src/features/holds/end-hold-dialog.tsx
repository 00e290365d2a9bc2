import type { Hold } from '@flx/shared/hold'
import { useMutation } from '@tanstack/react-query'

import { endHold } from '#web/api/holds.ts'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

export function EndHoldDialog({ hold, onClose }: { hold: Hold; onClose: () => void }) {
  const toast = useToast()
  const ending = useMutation(endHold())
  return (
    <ConfirmDialog
      title={hold.plugin === null ? 'End the hold of all pipelines?' : `End the hold of ${hold.plugin}?`}
      confirmLabel="End hold"
      busy={ending.isPending}
      error={ending.error === null ? null : messageOf(ending.error)}
      onConfirm={() =>
        ending.mutate(hold.id, {
          onSuccess: () => {
            toast.done('The hold has ended.')
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <p>What waits for it starts at once. It was held because: {hold.reason}</p>
    </ConfirmDialog>
  )
}
