import type { OpenLineageConnection } from '@flx/shared/lineage/open-lineage'

import { CircleCheck } from 'lucide-react'

import { useNowNear } from '#web/lib/time/clock.tsx'
import { Section } from '#web/ui/card.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { statusWords as words } from './words.ts'

/** The status of sending: what arrived last, what is waiting, and why nothing gets through. */
export function StatusSection({ connection }: { connection: OpenLineageConnection }) {
  const { settings, lastSentAt, waiting, failed, failingSince, lastError, pausedUntil, missedAt } = connection
  const now = useNowNear(pausedUntil)
  const isPaused = pausedUntil !== null && Date.parse(pausedUntil) > now
  return (
    <Section title={words.title}>
      <div className="space-y-3">
        <KeyValue
          items={[
            { label: words.state, value: <StateBadge connection={connection} isPaused={isPaused} /> },
            {
              label: words.lastSent,
              value: lastSentAt === null ? words.never : <RelativeTime at={lastSentAt} />,
            },
            { label: words.waiting, value: <span className="tabular">{words.events(waiting)}</span> },
            { label: words.failed, value: <span className="tabular">{words.events(failed)}</span> },
          ]}
        />
        {!settings.isActive && <p className="text-sm text-text-soft">{words.offHint}</p>}
        {settings.isActive && failingSince !== null && (
          <Notice tone="danger">
            <p>
              {words.since} <RelativeTime at={failingSince} />.{' '}
              {isPaused && (
                <>
                  {words.pausedUntil} <RelativeTime at={pausedUntil} />.
                </>
              )}
            </p>
            {lastError !== null && <p className="mt-1 wrap-anywhere">{lastError}</p>}
          </Notice>
        )}
        {missedAt !== null && (
          <Notice tone="caution">
            {words.missed} <RelativeTime at={missedAt} />.
          </Notice>
        )}
      </div>
    </Section>
  )
}

function StateBadge({
  connection: { settings, failingSince, lastSentAt },
  isPaused,
}: {
  connection: OpenLineageConnection
  isPaused: boolean
}) {
  if (!settings.isActive) return <Badge>{words.off}</Badge>
  if (isPaused) return <Badge tone="caution">{words.paused}</Badge>
  if (failingSince !== null) return <Badge tone="danger">{words.failing}</Badge>
  if (lastSentAt === null) return <Badge>{words.notYet}</Badge>
  return (
    <span className="inline-flex items-center gap-1.5 font-medium text-status-success">
      <CircleCheck aria-hidden className="size-4" />
      {words.working}
    </span>
  )
}
