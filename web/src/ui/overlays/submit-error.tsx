import { useServedBuild } from '#web/lib/browser/served-build.ts'

import { Notice } from '../notice.tsx'
import { updateWords } from '../words.ts'

/** Shows why a dialog could not be submitted, and that an update of the server may be the reason. */
export function SubmitError({ message }: { message: string }) {
  const isOutdated = useServedBuild() !== 'same'
  return (
    <Notice tone="danger">
      {message}
      {isOutdated && <p className="mt-1">{updateWords.inDialog}</p>}
    </Notice>
  )
}
