import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { ChevronRight, CircleX, Hourglass, type LucideIcon } from 'lucide-react'
import { Link } from 'react-router'

import { failures } from '#web/api/failures/failures.ts'
import { useLive } from '#web/api/live/live.tsx'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { useLastCount } from '#web/lib/last-count.ts'
import { paths } from '#web/paths.ts'
import { Card } from '#web/ui/card.tsx'

import { attentionWords as words } from './words.ts'

/** Data becomes stale without an event. */
const REFETCH_MS = 60_000

const PLACES = 'mb-3 grid gap-3 sm:grid-cols-2'

/** Links to what needs an operator's attention. Renders nothing if all is well. */
export function Attention() {
  useLive('failures')
  const summary = useQuery(failures.summary())
  const targets = useQuery({ ...pipelines.freshness(), refetchInterval: REFETCH_MS })
  const { data: causes } = summary
  const { data: freshness } = targets
  const openCauses = causes?.open ?? 0
  const staleCount = freshness?.counts.past ?? 0
  const isPending = summary.isPending || targets.isPending
  const count = useLastCount(
    'attention',
    isPending ? undefined : Number(openCauses > 0) + Number(staleCount > 0),
  )
  if (count === 0) return null
  if (isPending) {
    return (
      <div className={PLACES}>
        {Array.from({ length: count }, (_link, index) => (
          <Card key={index} className="h-15.5" />
        ))}
      </div>
    )
  }
  return (
    <section aria-label={words.label} className={PLACES}>
      {causes !== undefined && openCauses > 0 && (
        <AttentionLink
          to={paths.failures({ state: 'open' })}
          icon={CircleX}
          title={words.openCauses(openCauses)}
          note={words.failed(causes.failedExecutions)}
          isBad
        />
      )}
      {freshness !== undefined && staleCount > 0 && (
        <AttentionLink
          to={paths.pipelines({ view: 'fleet', freshness: 'past' })}
          icon={Hourglass}
          title={words.tooOld(staleCount)}
          note={words.withTarget(staleCount + freshness.counts.close + freshness.counts.fresh)}
        />
      )}
    </section>
  )
}

function AttentionLink({
  to,
  icon: Icon,
  title,
  note,
  isBad = false,
}: {
  to: string
  icon: LucideIcon
  title: string
  note: string
  isBad?: boolean
}) {
  return (
    <Link
      to={to}
      className={clsx(
        'flex items-center gap-3 rounded-lg border px-4 py-3 shadow-low',
        isBad
          ? 'border-status-failed/40 bg-status-failed-soft text-status-failed'
          : 'border-line bg-surface text-text hover:bg-hover',
      )}
    >
      <Icon aria-hidden className={clsx('size-4.5 shrink-0', !isBad && 'text-status-failed')} />
      <span className="min-w-0 grow">
        <b className="block font-semibold">{title}</b>
        <span className={clsx('block text-xs', !isBad && 'text-text-soft')}>{note}</span>
      </span>
      <ChevronRight aria-hidden className="size-4 shrink-0" />
    </Link>
  )
}
