import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'

import { alerts } from '#web/api/alerts.ts'
import { failures } from '#web/api/failures/failures.ts'
import { useLive } from '#web/api/live/live.tsx'
import { formatCompact } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'

import { navigationWords } from '../words.ts'

/** The number of open causes or alerts of a destination. Renders nothing if there are none. */
export function CountOf({ to, className }: { to: string; className?: string }) {
  if (to === paths.failures()) return <OpenCauses className={className} />
  return to === paths.alerts() ? <OpenAlerts className={className} /> : null
}

function OpenCauses({ className }: { className: string | undefined }) {
  useLive('failures')
  const { data } = useQuery(failures.summary())
  return <Count count={data?.open ?? 0} words={navigationWords.openCauses} className={className} />
}

/** Returns the number of open alerts. */
export function useOpenAlerts(): number {
  useLive('alerts')
  const { data = 0 } = useQuery(alerts.open())
  return data
}

function OpenAlerts({ className }: { className: string | undefined }) {
  return <Count count={useOpenAlerts()} words={navigationWords.openAlerts} className={className} />
}

function Count({
  count,
  words,
  className,
}: {
  count: number
  words: (count: number) => string
  className: string | undefined
}) {
  if (count === 0) return null
  return (
    <span
      className={clsx(
        'tabular rounded-full bg-status-failed-soft px-1.5 text-xs/5 font-semibold text-status-failed',
        className,
      )}
    >
      <span aria-hidden>{formatCompact(count)}</span>
      <span className="sr-only">{words(count)}</span>
    </span>
  )
}
