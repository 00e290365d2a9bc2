// The combobox pattern has no HTML elements: a list of options for a text field consists of roles only.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { clsx } from 'clsx'
import { useEffect, useEffectEvent, useId, useState, type ComponentProps, type KeyboardEvent } from 'react'

import { OptionRow } from '#web/ui/fields/option-field.tsx'

import { usePaletteGroups } from './palette-entries.ts'
import type { PaletteEntry } from './palette-entry.ts'
import { PaletteField, type TypedText } from './palette-field.tsx'
import { paletteWords } from '../words.ts'

/**
 * The palette's matches for a text: pipelines, pages, views, executions and actions. Mount it only while it
 * is open.
 */
export default function CommandPalette({
  typed: { text, enterPending },
  onType,
  onClose,
  onShortcuts,
}: {
  typed: TypedText
  onType: (typed: TypedText) => void
  onClose: () => void
  onShortcuts: () => void
}) {
  const id = useId()
  const [marked, setMarked] = useState(0)
  const { groups, searching } = usePaletteGroups(text, onShortcuts)
  const entries = groups.flatMap((group) => group.entries)
  const markedIndex = Math.min(marked, entries.length - 1)
  const current = entries[markedIndex]

  const choose = (entry: PaletteEntry | undefined) => {
    if (entry === undefined || entry.disabledReason !== undefined) return
    onClose()
    entry.act()
  }
  const chooseFirst = useEffectEvent(() => choose(current))
  useEffect(() => {
    if (enterPending && !searching) chooseFirst()
  }, [enterPending, searching])
  const press = (event: KeyboardEvent) => {
    const count = entries.length
    if (event.key === 'Enter' && searching) onType({ text, enterPending: true })
    else if (event.key === 'Enter') choose(current)
    else if (event.key === 'ArrowDown') setMarked((markedIndex + 1) % Math.max(count, 1))
    else if (event.key === 'ArrowUp') setMarked((markedIndex - 1 + count) % Math.max(count, 1))
    else if (event.key === 'Home' && event.ctrlKey) setMarked(0)
    else if (event.key === 'End' && event.ctrlKey) setMarked(count - 1)
    else return
    event.preventDefault()
  }

  return (
    <>
      <PaletteField
        typed={{ text, enterPending }}
        busy={searching}
        list={{ id, active: current === undefined ? undefined : `${id}-${markedIndex}` }}
        onType={(next) => {
          onType(next)
          setMarked(0)
        }}
        onPress={press}
      />
      <div id={id} role="listbox" aria-label={paletteWords.results} className="grow overflow-y-auto p-1.5">
        {groups.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <div aria-hidden className="px-2.5 pt-2 pb-1 text-xs font-medium text-text-faint">
              {group.title}
            </div>
            {group.entries.map((entry) => {
              const index = entries.indexOf(entry)
              return (
                <Option
                  key={entry.key}
                  id={`${id}-${index}`}
                  entry={entry}
                  marked={index === markedIndex}
                  onPoint={() => setMarked(index)}
                  onChoose={() => choose(entry)}
                />
              )
            })}
          </div>
        ))}
        {entries.length === 0 && (
          <p className="px-2.5 py-8 text-center text-sm text-text-soft">
            {searching ? paletteWords.searching : paletteWords.noMatch(text.trim())}
          </p>
        )}
      </div>
      <output aria-live="polite" className="sr-only">
        {searching ? '' : paletteWords.count(entries.length)}
      </output>
    </>
  )
}

function Option({
  entry,
  ...rest
}: Pick<ComponentProps<typeof OptionRow>, 'id' | 'marked' | 'onPoint' | 'onChoose'> & {
  entry: PaletteEntry
}) {
  const { icon: Icon, label, hint, disabledReason } = entry
  return (
    <OptionRow
      {...rest}
      disabled={disabledReason !== undefined}
      className={clsx(
        'cursor-default gap-2.5 rounded-md px-2.5 py-1.5',
        disabledReason !== undefined && 'text-text-faint',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-text-faint" />
      <span className="min-w-0 grow truncate">{label}</span>
      {hint !== undefined && (
        <span className="max-w-1/2 shrink-0 truncate text-xs text-text-faint">{hint}</span>
      )}
    </OptionRow>
  )
}
