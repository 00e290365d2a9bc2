import { useQueryClient } from '@tanstack/react-query'
import { RotateCw, X } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useLocation } from 'react-router'

import { hasSomethingToLose, wasUsedWithin } from '#web/lib/browser/keep-page.ts'
import { reloadAtMostEvery } from '#web/lib/browser/reload.ts'
import { useServedBuild } from '#web/lib/browser/served-build.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { ToastSlot } from '#web/ui/overlays/toast.tsx'
import { toastWords, updateWords } from '#web/ui/words.ts'

const WALL = /\/wall$/
const CHECK_INTERVAL_MS = 2000
/** A page in use is not reloaded under the user's hands. */
const UNUSED_MS = 10_000
/** While servers of two builds alternate, the reloaded page may be the same one again. */
const RELOAD_INTERVAL_MS = 5 * 60_000

/**
 * Reloads the page once the server delivers another build of it, when nothing can be lost: after the user has paused,
 * or with the next page. Until then a card offers it.
 */
export function PageUpdate() {
  const isReplaced = useServedBuild() === 'replaced'
  const { pathname } = useLocation()
  const [closedAt, setClosedAt] = useState<string | null>(null)
  const queries = useQueryClient()
  const reloadIfNothingIsLost = useEffectEvent((mayBeInUse: boolean) => {
    const isFree = WALL.test(pathname) || (!hasSomethingToLose() && queries.isMutating() === 0)
    if (isFree && (mayBeInUse || !wasUsedWithin(UNUSED_MS))) reloadAtMostEvery(RELOAD_INTERVAL_MS)
  })
  useEffect(() => {
    if (!isReplaced) return
    const timer = setInterval(() => reloadIfNothingIsLost(document.hidden), CHECK_INTERVAL_MS)
    return () => clearInterval(timer)
  }, [isReplaced])
  useEffect(() => {
    if (isReplaced) reloadIfNothingIsLost(true)
    // Each time the path changes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [pathname])
  if (!isReplaced || closedAt === pathname || WALL.test(pathname)) return null
  return (
    <ToastSlot>
      <div className="pointer-events-auto flex w-full max-w-sm items-center gap-2 rounded-lg border border-line bg-surface-raised py-2.5 pr-2 pl-3 text-sm shadow-high">
        <RotateCw aria-hidden className="size-4 shrink-0 text-accent" />
        <div className="min-w-0 grow">{updateWords.updated}</div>
        <Button size="small" onClick={() => location.reload()}>
          {updateWords.reload}
        </Button>
        <IconButton label={toastWords.dismiss} icon={X} size="small" onClick={() => setClosedAt(pathname)} />
      </div>
    </ToastSlot>
  )
}
