import type { SettingAlternative } from '@flx/shared/settings/setting-groups'
import { Circle, CircleCheck } from 'lucide-react'

import { alternativesWords } from './words.ts'

const identity = (name: string): string => name

/** The required settings of a plugin: one set, or one of several sets, each with what is still missing. */
export function Alternatives({
  alternatives,
  labelOf = identity,
}: {
  alternatives: readonly SettingAlternative[]
  /** Returns the label of a setting. */
  labelOf?: (name: string) => string
}) {
  if (alternatives.length === 0) return null
  const several = alternatives.length > 1
  const complete = alternatives.some(({ missing }) => missing.length === 0)
  return (
    <section
      aria-label={alternativesWords.required}
      className="rounded-md border border-line bg-sunken px-3 py-2 text-sm text-text-soft"
    >
      <h3 className="font-medium text-text">
        {complete ? alternativesWords.complete : several ? alternativesWords.oneOf : alternativesWords.these}
      </h3>
      <ul className="mt-1 space-y-1">
        {alternatives.map(({ names, missing }) => (
          <li key={names.join()} className="flex items-start gap-2">
            {missing.length === 0 ? (
              <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
            ) : (
              <Circle aria-hidden className="mt-0.5 size-4 shrink-0 text-text-faint" />
            )}
            <span className="min-w-0">
              {names.map(labelOf).join(', ')}
              {missing.length === 0 ? (
                <span className="text-accent">{alternativesWords.done}</span>
              ) : (
                <span className="text-text-faint">
                  {alternativesWords.dash}
                  {missing.length === names.length
                    ? alternativesWords.noneSet
                    : alternativesWords.missing(missing.map(labelOf).join(', '))}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
