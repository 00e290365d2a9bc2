import type { Waiting } from '@flx/shared/executions/waiting'
import type { ExecutionStatus } from '@flx/shared/executions/execution-status'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { executions } from '#web/api/executions/executions.ts'
import { useLive } from '#web/api/live/live.tsx'
import { useLasting } from '#web/lib/time/clock.tsx'
import { queueWords } from '#web/parts/queue/words.ts'
import { Notice } from '#web/ui/notice.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { waitingWords } from './words.ts'

type Pending = { id: string; status: ExecutionStatus }

/** Most executions start at once, so nothing is loaded or explained before this. */
const DELAY_MS = 1000

function useWaiting(execution: Pending & Partial<Waiting>): Waiting | null {
  const isPending = execution.status === 'pending'
  const pending = useLasting(isPending ? execution.id : null, DELAY_MS) !== null
  const { data } = useQuery({ ...executions.waiting(), enabled: pending })
  // Its place changes whenever another execution is queued or starts.
  useLive(pending ? 'executions' : null)
  if (!pending) return null
  const { waitingFor, waitingDetails, queuePosition } = data?.get(execution.id) ?? execution
  return (waitingFor ?? queuePosition ?? null) === null
    ? null
    : {
        waitingFor: waitingFor ?? null,
        waitingDetails: waitingDetails ?? null,
        queuePosition: queuePosition ?? null,
      }
}

/**
 * A short reason why a pending execution has not started, beside its status. Renders nothing for other
 * executions.
 */
export function WaitingNote({
  execution,
  className = 'text-xs text-text-faint',
  fallback = null,
}: {
  execution: Pending
  className?: string
  /** Shown while the reason is unknown. */
  fallback?: ReactNode
}) {
  const waiting = useWaiting(execution)
  if (waiting === null) return fallback
  return (
    <span className={className} title={waiting.waitingDetails?.hold?.reason}>
      <WaitingReason waiting={waiting} />
      <QueuePosition waiting={waiting} />
    </span>
  )
}

/** Why a pending execution is waiting, with all details, for its page. */
export function WaitingNotice({ execution }: { execution: Pending & Waiting }) {
  const waiting = useWaiting(execution)
  if (waiting === null) return null
  const { waitingFor, waitingDetails } = waiting
  const hold = waitingDetails?.hold ?? null
  return (
    <Notice tone={waitingFor === 'hold' ? 'caution' : 'info'} className="mb-3">
      {hold === null ? <WaitingReason waiting={waiting} /> : waitingWords.heldBy(hold.by, hold.reason)}
      <QueuePosition waiting={waiting} />
      <Workers details={waitingDetails} />
    </Notice>
  )
}

/** Lists the workers that do not take it, and what prevents each. */
function Workers({ details }: { details: Waiting['waitingDetails'] }) {
  if (details === null || details.workers.length === 0) return null
  return (
    <ul className="mt-1 list-disc pl-5 text-sm">
      {details.workers.map((worker) => (
        <li key={worker.name}>{waitingWords.worker(worker)}</li>
      ))}
      {details.omittedWorkers > 0 && <li>{waitingWords.moreWorkers(details.omittedWorkers)}</li>}
    </ul>
  )
}

/** Its place in the queue, after the reason if there is one. */
function QueuePosition({ waiting: { waitingFor, queuePosition } }: { waiting: Waiting }) {
  if (queuePosition === null) return null
  return (
    <span data-testid="queue-place" className="tabular">
      {waitingFor === null ? '' : ' · '}
      {queueWords(queuePosition)}
    </span>
  )
}

function WaitingReason({ waiting: { waitingFor, waitingDetails: details } }: { waiting: Waiting }) {
  const until = details?.until ?? null
  switch (waitingFor) {
    case 'retry':
      return (
        <>
          {waitingWords.retries}
          <RelativeTime at={until} />
        </>
      )
    case 'start-window':
      return (
        <>
          {waitingWords.starts}
          <RelativeTime at={until} />
          {waitingWords.inStartWindow}
        </>
      )
    case 'hold':
      return details?.hold === undefined || details.hold === null
        ? waitingWords.held(details?.plugin ?? undefined)
        : waitingWords.heldFor(details.hold.reason)
    case 'plugin-limit':
      return waitingWords.pluginLimit(details?.plugin ?? '', details?.limit ?? 0)
    case 'labels':
      return waitingWords.labels(details?.labels ?? [])
    case 'no-worker':
      return waitingWords.noWorker(details?.labels ?? [], details?.workers ?? [])
    case 'fleet-limit':
      return waitingWords.fleetLimit(details?.limit ?? 0)
    case 'slot':
      return waitingWords.slot(details?.limit ?? 0)
    case null:
      return null
  }
}
