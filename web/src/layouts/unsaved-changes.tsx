import { useEffect } from 'react'
import { useBlocker } from 'react-router'

import { useKeepPage } from '#web/lib/browser/keep-page.ts'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'

import { unsavedChangesWords } from './words.ts'

/** Passed to `navigate` by a form that was just saved, so that leaving it asks nothing. */
export const SAVED = { state: { saved: true } } as const

/**
 * Asks for confirmation when leaving the page would lose changes. `unsaved` is called at the moment of
 * leaving.
 */
export function UnsavedChanges({
  unsaved,
  onDiscard,
}: {
  unsaved: () => boolean
  /** Called when the user chose to discard them. */
  onDiscard?: () => void
}) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation, historyAction }) =>
      currentLocation.pathname !== nextLocation.pathname &&
      // An ended session leads to sign-in and back. The question could not be answered there.
      nextLocation.pathname !== '/sign-in' &&
      // Going back to such an entry later is like any other way of leaving.
      !(historyAction !== 'POP' && isSaved(nextLocation.state)) &&
      unsaved(),
  )
  useKeepPage(unsaved)
  useEffect(() => {
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (unsaved()) event.preventDefault()
    }
    addEventListener('beforeunload', onBeforeUnload)
    return () => removeEventListener('beforeunload', onBeforeUnload)
  }, [unsaved])
  if (blocker.state !== 'blocked') return null
  return (
    <ConfirmDialog
      title={unsavedChangesWords.title}
      confirmLabel={unsavedChangesWords.discard}
      cancelLabel={unsavedChangesWords.keepEditing}
      danger
      busy={false}
      error={null}
      onConfirm={() => {
        onDiscard?.()
        blocker.proceed()
      }}
      onClose={() => blocker.reset()}
    >
      <p>{unsavedChangesWords.hint}</p>
    </ConfirmDialog>
  )
}

const isSaved = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'saved' in state && state.saved === true
