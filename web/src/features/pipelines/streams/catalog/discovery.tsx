import type { PipelineCatalog } from '@flx/shared/catalog/pipeline-catalog'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useMutation } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'

import { cancelDiscovery, discoverCatalog } from '#web/api/pipelines/pipeline-catalog.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { WORDS } from '../words.ts'

/** The state of a discovery, which asks the extractor what the source has. */
export interface Discovery {
  isGoing: boolean
  /** The message of a failed discovery. */
  error: string | null
  /** Set if the discovery worked but the user should know something about it. */
  warnings: readonly string[]
  disabledReason: string | undefined
  start: () => void
  cancel: () => void
}

export function useDiscovery(
  { id, archivedAt }: Pipeline,
  catalogUse: PipelineCatalog | undefined,
): Discovery {
  const toast = useToast()
  const editor = useRole('editor')
  const discovering = useMutation(discoverCatalog(id))
  const cancelling = useMutation(cancelDiscovery(id))
  const unableReason = catalogUse?.canDiscover === false ? WORDS.none.cannot(catalogUse.extractor) : undefined
  const archivedReason = archivedAt === null ? undefined : WORDS.restoreFirst
  const isStartedElsewhere = catalogUse !== undefined && catalogUse.discoveringSince !== null
  return {
    isGoing: discovering.isPending || isStartedElsewhere,
    error: discovering.error === null || cancelling.isSuccess ? null : messageOf(discovering.error),
    // The effect of the selection is shown beside the patterns.
    warnings: discovering.data?.warnings.filter((text) => text.includes('not stored')) ?? [],
    disabledReason: editor.allowed ? (archivedReason ?? unableReason) : editor.reason,
    start() {
      cancelling.reset()
      discovering.mutate(undefined, { onSuccess: () => toast.done(WORDS.discover.done) })
    },
    cancel: () => cancelling.mutate(undefined, { onError: (error) => toast.problem(error.message) }),
  }
}

export function DiscoverButton({
  discovery,
  catalogUse,
}: {
  discovery: Discovery
  catalogUse: PipelineCatalog
}) {
  const { isGoing, disabledReason, start } = discovery
  return (
    <Button icon={RefreshCw} busy={isGoing} disabledReason={disabledReason} onClick={start}>
      {isGoing
        ? WORDS.discover.going
        : catalogUse.used === null
          ? WORDS.discover.first
          : WORDS.discover.again}
    </Button>
  )
}

/** The progress of the discovery, or why it failed, in the words that an execution would use. */
export function DiscoveryNotice({ discovery }: { discovery: Discovery }) {
  const { isGoing, error, warnings, disabledReason, cancel } = discovery
  return (
    <>
      {isGoing && (
        <Notice>
          <div className="flex flex-wrap items-center gap-3">
            {WORDS.discover.byAnother}
            <Button size="small" disabledReason={disabledReason} onClick={cancel}>
              {WORDS.discover.stop}
            </Button>
          </div>
        </Notice>
      )}
      {!isGoing && error !== null && (
        <Notice tone="danger">
          <p className="font-medium">{WORDS.discover.failed}</p>
          <p className="wrap-anywhere">{error}</p>
        </Notice>
      )}
      {!isGoing &&
        warnings.map((warning) => (
          <Notice key={warning} tone="caution">
            {warning}
          </Notice>
        ))}
    </>
  )
}
