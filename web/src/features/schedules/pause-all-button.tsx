import { useMutation } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { useState } from 'react'

import { pauseSchedules } from '#web/api/schedules.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { loadReason } from '#web/ui/table/load-reason.ts'
import { pauseAllButtonWords } from './words.ts'

/** Pauses or resumes all schedules. While it is not known whether they are paused, it only has its place. */
export function PauseAllButton({
  paused,
  error,
}: {
  paused: boolean | undefined
  /** Why it could not be loaded, or null. */
  error: unknown
}) {
  const [confirming, setConfirming] = useState(false)
  const toast = useToast()
  const operator = useRole('operator')
  const changing = useMutation(pauseSchedules())
  const reason =
    loadReason({ data: paused, error }, pauseAllButtonWords) ??
    (operator.allowed ? undefined : operator.reason)
  if (paused === true) {
    return (
      <Button
        variant="primary"
        icon={Play}
        busy={changing.isPending}
        disabledReason={reason}
        onClick={() =>
          changing.mutate('resume', {
            onSuccess: () => toast.done(pauseAllButtonWords.resumed),
            onError: (error) => toast.problem(messageOf(error)),
          })
        }
      >
        {pauseAllButtonWords.resumeAll}
      </Button>
    )
  }
  return (
    <>
      <Button icon={Pause} disabledReason={reason} onClick={() => setConfirming(true)}>
        {pauseAllButtonWords.pauseAll}
      </Button>
      {confirming && (
        <ConfirmDialog
          title={pauseAllButtonWords.pauseAllSchedules}
          confirmLabel={pauseAllButtonWords.pauseAll}
          busy={changing.isPending}
          error={changing.error === null ? null : messageOf(changing.error)}
          onConfirm={() => changing.mutate('pause', { onSuccess: () => setConfirming(false) })}
          onClose={() => setConfirming(false)}
        >
          <p>{pauseAllButtonWords.pauseHint}</p>
        </ConfirmDialog>
      )}
    </>
  )
}
