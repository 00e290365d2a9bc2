import { useEffect, useRef } from 'react'

import { useServedBuild } from '#web/lib/browser/served-build.ts'

import { Notice } from '../notice.tsx'
import { updateWords } from '../words.ts'

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
