import type { Execution } from '@flx/shared/execution'
import { can, isFinished } from '@flx/shared/execution-status'
import { useMutation } from '@tanstack/react-query'
import { RotateCcw, Square, Zap } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { retryExecution } from '#web/api/executions.ts'
import { useRole } from '#web/api/session.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { CancelExecutionDialog } from './cancel-execution-dialog.tsx'

/** Cancel, then force kill; retry at the end. What is not possible now says why. */
export function ExecutionActions({ execution }: { execution: Execution }) {
  const [asking, setAsking] = useState<'cancel' | 'force' | null>(null)
  const operator = useRole('operator')
  const navigate = useNavigate()
  const toast = useToast()
  const retrying = useMutation(retryExecution())
  const role = operator.allowed ? undefined : operator.reason
  const retry = can.retry(execution)
  const cancelling = execution.cancelRequestedAt !== null
  return (
    <>
      {isFinished(execution.status) ? (
        <Button
          icon={RotateCcw}
          busy={retrying.isPending}
          disabledReason={role ?? (retry.allowed ? undefined : retry.reason)}
          onClick={() =>
            void retrying.mutateAsync(execution.id).then(
              (next) => navigate(paths.execution(next.id)),
              (error: unknown) => toast.problem(messageOf(error)),
            )
          }
        >
          Retry
        </Button>
      ) : cancelling ? (
        <Button
          icon={Zap}
          variant="danger-quiet"
          disabledReason={role ?? reasonOf(can.force(execution))}
          onClick={() => setAsking('force')}
        >
          Force kill
        </Button>
      ) : (
        <Button
          icon={Square}
          variant="danger-quiet"
          disabledReason={role ?? reasonOf(can.cancel(execution))}
          onClick={() => setAsking('cancel')}
        >
          Cancel
        </Button>
      )}
      {asking !== null && (
        <CancelExecutionDialog
          execution={execution}
          force={asking === 'force'}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  )
}

const reasonOf = (allowed: ReturnType<typeof can.cancel>): string | undefined =>
  allowed.allowed ? undefined : allowed.reason
