// The combobox pattern has no tags of its own: a list of options beside a text field is roles alone.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { clsx } from 'clsx'
import { Search } from 'lucide-react'
import {
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
} from 'react'

import { OptionRow } from '#web/ui/fields/option-field.tsx'
import { Spinner } from '#web/ui/spinner.tsx'

import { usePaletteGroups, type PaletteEntry } from './palette-entries.ts'
import { paletteWords } from '../words.ts'

/** Finds pipelines, pages, views, executions and actions by a few letters. Mount it only while it is open. */
export function CommandPalette({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  const id = useId()
  const dialog = useModal(onClose)
  const [text, setText] = useState('')
  const [marked, setMarked] = useState(0)
  const { groups, searching } = usePaletteGroups(text, onShortcuts)
  const entries = groups.flatMap((group) => group.entries)
  const at = Math.min(marked, entries.length - 1)
  const current = entries[at]
  // Enter before the answer is there means the first of what is coming.
  const [eager, setEager] = useState(false)

  const choose = (entry: PaletteEntry | undefined) => {
    if (entry === undefined || entry.disabledReason !== undefined) return
    onClose()
    entry.act()
  }
  const chooseFirst = useEffectEvent(() => choose(current))
  useEffect(() => {
    if (eager && !searching) chooseFirst()
  }, [eager, searching])
  const press = (event: KeyboardEvent) => {
    const count = entries.length
    if (event.key === 'Enter' && searching) setEager(true)
    else if (event.key === 'Enter') choose(current)
    else if (event.key === 'ArrowDown') setMarked((at + 1) % Math.max(count, 1))
    else if (event.key === 'ArrowUp') setMarked((at - 1 + count) % Math.max(count, 1))
    else if (event.key === 'Home' && event.ctrlKey) setMarked(0)
    else if (event.key === 'End' && event.ctrlKey) setMarked(count - 1)
    else return
    event.preventDefault()
  }

  return (
    <dialog
      ref={dialog}
      aria-label={paletteWords.title}
      className="mx-auto mt-[12vh] mb-auto max-h-[min(34rem,76dvh)] w-[calc(100vw-2rem)] max-w-xl overflow-hidden rounded-lg border border-line bg-surface-raised p-0 text-text shadow-high"
    >
      <div className="flex max-h-[inherit] flex-col">
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          {searching ? (
            <Spinner className="size-4 text-text-faint" />
          ) : (
            <Search aria-hidden className="size-4 shrink-0 text-text-faint" />
          )}
          <input
            type="text"
            role="combobox"
            aria-label={paletteWords.title}
            aria-expanded
            aria-controls={id}
            aria-autocomplete="list"
            aria-activedescendant={current === undefined ? undefined : `${id}-${at}`}
            placeholder={paletteWords.placeholder}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setMarked(0)
              setEager(false)
            }}
            onKeyDown={press}
            className="h-12 min-w-0 grow bg-transparent text-base outline-none placeholder:text-text-faint"
          />
        </div>
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
                    marked={index === at}
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
      </div>
    </dialog>
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

/** Opens the dialog over everything; Escape, the command key and a click beside it close it. */
function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null)
  const close = useEffectEvent((event: Event) => {
    event.preventDefault()
    onClose()
  })
  useEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    const click = (event: MouseEvent) => {
      // The backdrop belongs to the dialog itself.
      if (event.target === dialog) close(event)
    }
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) close(event)
    }
    const cancel = (event: Event) => close(event)
    dialog?.addEventListener('cancel', cancel)
    dialog?.addEventListener('click', click)
    dialog?.addEventListener('keydown', press)
    dialog?.showModal()
    return () => {
      dialog?.removeEventListener('cancel', cancel)
      dialog?.removeEventListener('click', click)
      dialog?.removeEventListener('keydown', press)
      dialog?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return ref
}
