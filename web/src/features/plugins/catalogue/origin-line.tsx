import type { HubOrigin } from '@flx/shared/hub'
import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'

import { refreshHub, type HubFilters } from '#web/api/hub.ts'
import { Button } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Where the catalogue comes from and how old it is. */
export function OriginLine({ origin, filters }: { origin: HubOrigin; filters: HubFilters }) {
  const toast = useToast()
  const refreshing = useMutation({
    ...refreshHub(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  const { source, hub, fetchedAt, problem } = origin
  return (
    <p className="mb-3 flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-text-faint">
      <span>
        {source === 'hub' && `From ${hub}`}
        {source === 'both' && `Partly from ${hub}, partly the short built-in list`}
        {source === 'built-in' && 'The short built-in list of much used connectors'}
        {fetchedAt !== null && (
          <>
            , as of <RelativeTime at={fetchedAt} />
          </>
        )}
        .
      </span>
      {problem !== null && <span className="text-caution">{problem}</span>}
      <Button
        size="small"
        variant="quiet"
        icon={RotateCw}
        busy={refreshing.isPending}
        onClick={() => refreshing.mutate(filters)}
      >
        {problem === null ? 'Refresh' : 'Try again'}
      </Button>
    </p>
  )
}
