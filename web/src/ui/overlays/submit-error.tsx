import { useEffect, useRef, useState } from 'react'

import { useServedBuild } from '#web/lib/browser/served-build.ts'

import { Notice } from '../notice.tsx'
import { updateWords } from '../words.ts'

/**
 * Returns the error of an attempt made in this dialog, or null. The request may belong to what opens the dialog, and have
 * failed before.
 */
export function useOwnError(error: string | null, busy: boolean): string | null {
  const [hasTried, setTried] = useState(error === null)
  if (busy && !hasTried) setTried(true)
  return hasTried ? error : null
}

/**
 * Shows why a dialog could not be submitted, in sight even if the dialog is scrolled, and that an update of the server
 * may be the reason.
 */
export function SubmitError({ message }: { message: string }) {
  const isOutdated = useServedBuild() !== 'same'
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={box} className="scroll-m-4">
      <Notice tone="danger">
        {message}
        {isOutdated && <p className="mt-1">{updateWords.inDialog}</p>}
      </Notice>
    </div>
  )
}
