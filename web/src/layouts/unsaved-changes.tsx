import { useEffect } from 'react'
import { useBlocker } from 'react-router'

import { ConfirmDialog } from '#web/ui/dialog.tsx'

/** Passed to `navigate` by a form that was just saved: nothing is lost, so nothing is asked. */
export const SAVED = { state: { saved: true } } as const

/** Asks before changes are lost by leaving the page. `unsaved` is asked at the moment of leaving. */
export function UnsavedChanges({ unsaved }: { unsaved: () => boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation, historyAction }) =>
      currentLocation.pathname !== nextLocation.pathname &&
      // A session that ended leads to sign-in and back; nobody could answer there.
      nextLocation.pathname !== '/sign-in' &&
      // Going back to such an entry later is leaving like any other.
      !(historyAction !== 'POP' && isSaved(nextLocation.state)) &&
      unsaved(),
  )
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (unsaved()) event.preventDefault()
    }
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [unsaved])
  if (blocker.state !== 'blocked') return null
  return (
    <ConfirmDialog
      title="Leave without saving?"
      confirmLabel="Discard changes"
      danger
      busy={false}
      error={null}
      onConfirm={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    >
      <p>What you changed on this page is not saved.</p>
    </ConfirmDialog>
  )
}

const isSaved = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'saved' in state && state.saved === true
