import { useMutation } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { useState } from 'react'

import { pauseSchedules } from '#web/api/schedules.ts'
import { useRole } from '#web/api/session.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Stops every schedule, or lets them go on. */
export function PauseAllButton({ paused }: { paused: boolean }) {
  const [asking, setAsking] = useState(false)
  const toast = useToast()
  const operator = useRole('operator')
  const changing = useMutation(pauseSchedules())
  const reason = operator.allowed ? undefined : operator.reason
  if (paused) {
    return (
      <Button
        variant="primary"
        icon={Play}
        busy={changing.isPending}
        disabledReason={reason}
        onClick={() =>
          changing.mutate('resume', {
            onSuccess: () => toast.done('The schedules go on.'),
            onError: (error) => toast.problem(messageOf(error)),
          })
        }
      >
        Resume all
      </Button>
    )
  }
  return (
    <>
      <Button icon={Pause} disabledReason={reason} onClick={() => setAsking(true)}>
        Pause all
      </Button>
      {asking && (
        <ConfirmDialog
          title="Pause all schedules?"
          confirmLabel="Pause all"
          busy={changing.isPending}
          error={changing.error === null ? null : messageOf(changing.error)}
          onConfirm={() => changing.mutate('pause', { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>
            No pipeline starts by itself until you resume. Executions under way go on, and people can still
            execute by hand. Ticks of the pause are not caught up.
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}
