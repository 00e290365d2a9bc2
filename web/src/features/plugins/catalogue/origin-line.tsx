import type { HubOrigin } from '@flx/shared/plugins/hub'
import { useMutation } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'

import { useRole } from '#web/api/access/session.ts'
import { refreshHub, type HubFilters } from '#web/api/plugins/hub.ts'
import { Button } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { originLineWords } from './words.ts'

/** The source of the catalogue, and its age. */
export function OriginLine({ origin, filters }: { origin: HubOrigin; filters: HubFilters }) {
  const toast = useToast()
  const editor = useRole('editor')
  const refreshing = useMutation({
    ...refreshHub(),
    onError: (error) => toast.problem(messageOf(error)),
  })
  const { source, hub, fetchedAt, problem } = origin
  return (
    <p className="mb-3 flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 text-sm text-text-faint">
      <span>
        {source === 'hub' && originLineWords.from(hub)}
        {source === 'both' && originLineWords.partly(hub)}
        {source === 'built-in' && originLineWords.builtIn}
        {fetchedAt !== null && (
          <>
            {originLineWords.asOf} <RelativeTime at={fetchedAt} />
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
        disabledReason={editor.allowed ? undefined : editor.reason}
        onClick={() => refreshing.mutate(filters)}
      >
        {problem === null ? originLineWords.refresh : originLineWords.tryAgain}
      </Button>
    </p>
  )
}
