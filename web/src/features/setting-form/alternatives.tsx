import type { SettingAlternative } from '@flx/shared/setting-groups'
import { Circle, CircleCheck } from 'lucide-react'

const itself = (name: string): string => name

/** What a plugin needs: one set of settings, or one of several, each with what it still lacks. */
export function Alternatives({
  alternatives,
  labelOf = itself,
}: {
  alternatives: readonly SettingAlternative[]
  /** A setting in words. */
  labelOf?: (name: string) => string
}) {
  if (alternatives.length === 0) return null
  const several = alternatives.length > 1
  const complete = alternatives.some(({ missing }) => missing.length === 0)
  return (
    <section
      aria-label="Needed settings"
      className="rounded-md border border-line bg-sunken px-3 py-2 text-sm text-text-soft"
    >
      <h3 className="font-medium text-text">
        {complete
          ? 'It has the settings that it needs.'
          : several
            ? 'It needs one of these sets of settings, here or in the pipeline:'
            : 'It needs these settings, here or in the pipeline:'}
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
                <span className="text-accent"> – complete</span>
              ) : (
                <span className="text-text-faint">
                  {' '}
                  –{' '}
                  {missing.length === names.length
                    ? 'none of it has a value yet'
                    : `still needed: ${missing.map(labelOf).join(', ')}`}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
