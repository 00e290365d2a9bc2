import type { ListedExecution, Waiting } from '@flx/shared/execution'
import type { ExecutionStatus } from '@flx/shared/execution-status'
import { useQuery } from '@tanstack/react-query'

import { executions } from '#web/api/executions.ts'
import { Notice } from '#web/ui/notice.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

type Pending = { id: string; status: ExecutionStatus }

function useWaiting(execution: Pending): ListedExecution | null {
  const pending = execution.status === 'pending'
  const { data } = useQuery({ ...executions.waiting(), enabled: pending })
  const waiting = pending ? data?.get(execution.id) : undefined
  return waiting === undefined || waiting.waitingFor === null ? null : waiting
}

/** Why a pending execution has not started, in few words beside its status; nothing for others. */
export function WaitingNote({
  execution,
  className = 'text-xs text-text-faint',
}: {
  execution: Pending
  className?: string
}) {
  const waiting = useWaiting(execution)
  if (waiting === null) return null
  return (
    <span className={className} title={waiting.waitingDetails?.hold?.reason}>
      <Few waiting={waiting} />
    </span>
  )
}

/** The same with everything that is known, for the page of the execution. */
export function WaitingNotice({ execution }: { execution: Pending }) {
  const waiting = useWaiting(execution)
  if (waiting === null) return null
  const { waitingFor, waitingDetails } = waiting
  const hold = waitingDetails?.hold ?? null
  return (
    <Notice tone={waitingFor === 'hold' ? 'caution' : 'info'} className="mb-3">
      {hold === null ? (
        <>
          It <Few waiting={waiting} />.
        </>
      ) : (
        <>
          It is <Few waiting={waiting} /> by {hold.by}: {hold.reason}
        </>
      )}
    </Notice>
  )
}

function Few({ waiting: { waitingFor, waitingDetails: details } }: { waiting: Waiting }) {
  const until = details?.until ?? null
  switch (waitingFor) {
    case 'retry':
      return (
        <>
          is tried again <RelativeTime at={until} />
        </>
      )
    case 'start-window':
      return (
        <>
          starts <RelativeTime at={until} />, in its start window
        </>
      )
    case 'hold':
      return <>held ({details?.plugin ?? 'all pipelines'})</>
    case 'plugin-limit':
      return (
        <>
          waits for {details?.plugin} ({details?.limit} at once)
        </>
      )
    case 'slot':
      return <>waits for a free place ({details?.limit} at once)</>
    case null:
      return null
  }
}
