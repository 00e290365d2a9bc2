import { clsx } from 'clsx'
import type { ReactNode } from 'react'

import { Card } from '../card.tsx'
import { partWords, stateWords } from '../words.ts'
import { failureText, RetryPart } from './part-failure.tsx'
import { partOnDemand, type LoadPart } from './part.ts'

/**
 * A section or tab whose code is loaded when it is first shown. Until then its place has the placeholder, which should
 * be about as high as the section, or says why it could not be loaded.
 */
export function sectionOnDemand<Props extends object>(
  load: LoadPart<Props>,
  {
    placeholder,
    bare = false,
  }: {
    placeholder: ReactNode | ((props: Props) => ReactNode)
    /** The section is inside a card, so that a failure needs no card of its own. */
    bare?: boolean
  },
) {
  const { prepare, usePart } = partOnDemand(load)

  function OnDemandSection(props: Props) {
    const part = usePart()
    if (part.status === 'loaded') return <part.Part {...props} />
    if (part.status === 'loading') {
      return (
        <>
          <output className="sr-only">{partWords.loading}</output>
          {typeof placeholder === 'function' ? placeholder(props) : placeholder}
        </>
      )
    }
    const failure = (
      <div
        role="alert"
        className={clsx(
          'flex flex-col items-center justify-center gap-3 px-4 text-center text-sm',
          bare ? 'h-full py-2' : 'py-8',
        )}
      >
        <p>
          <strong className="block font-semibold">{stateWords.loadError}</strong>
          <span className="text-text-soft">{failureText(part.isReplaced)}</span>
        </p>
        <RetryPart {...part} size="small" />
      </div>
    )
    return bare ? failure : <Card>{failure}</Card>
  }

  return { Section: OnDemandSection, prepare }
}
