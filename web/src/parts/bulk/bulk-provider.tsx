import type { BulkKind } from '@flx/shared/bulk'
import { useMutation } from '@tanstack/react-query'
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'

import { startBulk, type BulkChoice } from '#web/api/executions/bulks.ts'
import { useKeepPage } from '#web/lib/browser/keep-page.ts'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { ToastSlot, useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { bulkFailed } from './bulk-words.ts'

interface BulkStarter {
  /**
   * Starts an action on the chosen items. Its progress stays on the screen from page to page. Resolves to
   * true if it started.
   */
  start: (kind: BulkKind, action: string, choice: BulkChoice) => Promise<boolean>
  /** Shows the progress of a bulk action that started elsewhere. */
  show: (id: string) => void
  busy: boolean
}

// Most visits do not need it.
const { Section: BulkCard, prepare: prepareBulkCard } = sectionOnDemand(() => import('./bulk-card.tsx'), {
  placeholder: null,
})
/** Loads the card ahead of an action, so that it is there when the action starts, however busy the server is then. */
export { prepareBulkCard }

const BulkContext = createContext<BulkStarter | null>(null)

/** Starts bulk actions and shows their progress. */
export function BulkProvider({ children }: { children: ReactNode }) {
  const toast = useToast()
  const [shown, setShown] = useState<readonly string[]>([])
  const { mutateAsync, isPending } = useMutation(startBulk())
  const show = useCallback(
    (id: string) => setShown((ids) => [...ids.filter((shownId) => shownId !== id), id]),
    [],
  )
  const start = useCallback<BulkStarter['start']>(
    (kind, action, choice) =>
      mutateAsync({ kind, action, choice }).then(
        ({ bulkId }) => {
          show(bulkId)
          return true
        },
        (error: unknown) => {
          toast.problem(bulkFailed(action, messageOf(error)))
          return false
        },
      ),
    [mutateAsync, show, toast],
  )
  // The cards of actions, with their way to undo them.
  useKeepPage(() => shown.length > 0)
  const starter = useMemo(() => ({ start, show, busy: isPending }), [start, show, isPending])
  return (
    <BulkContext value={starter}>
      {children}
      <ToastSlot>
        {shown.map((id) => (
          <BulkCard
            key={id}
            id={id}
            onClose={() => setShown((ids) => ids.filter((shownId) => shownId !== id))}
            onUndo={(undoId) => setShown((ids) => ids.map((shownId) => (shownId === id ? undoId : shownId)))}
          />
        ))}
      </ToastSlot>
    </BulkContext>
  )
}

export function useBulk(): BulkStarter {
  const starter = use(BulkContext)
  if (starter === null) throw new Error('useBulk needs a BulkProvider above it')
  return starter
}
