import { useEffect, useEffectEvent, useState } from 'react'
import { useNavigate } from 'react-router'

import { useHotkeys, type Hotkeys } from '#web/lib/hotkeys.ts'
import { Dialog } from '#web/ui/dialog.tsx'

import { CommandPalette } from './command-palette.tsx'
import { DESTINATIONS } from './navigation.ts'

const EVERYWHERE = [
  ...DESTINATIONS.map(({ key, label }) => ({ keys: `g ${key}`, does: `Go to ${label.toLowerCase()}` })),
  { keys: 'Ctrl+K', does: 'Search or jump to (⌘K on a Mac)' },
  { keys: '/', does: 'Filter the list, or search' },
  { keys: '?', does: 'Show this list' },
]

const ON_LISTS = [
  { keys: 'j', does: 'Next item' },
  { keys: 'k', does: 'Previous item' },
  { keys: 'x', does: 'Select the item' },
  { keys: 'e', does: 'Execute it, or cancel what is unfinished' },
  { keys: 'Enter', does: 'Open the item' },
]

/** The keys that work on every page, `?` that lists them, and the command palette. */
export function Shortcuts({
  searching,
  onSearching,
}: {
  searching: boolean
  onSearching: (searching: boolean) => void
}) {
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const hotkeys: Hotkeys = {
    '?': () => setOpen(true),
    '/': () => {
      const filter = document.querySelector<HTMLElement>('main input[type="search"]')
      if (filter === null) onSearching(true)
      else filter.focus()
    },
  }
  for (const { key, to } of DESTINATIONS) hotkeys[`g ${key}`] = () => void navigate(to)
  useHotkeys(hotkeys)
  useCommandKey(() => onSearching(true))
  if (searching) {
    return <CommandPalette onClose={() => onSearching(false)} onShortcuts={() => setOpen(true)} />
  }
  if (!open) return null
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => setOpen(false)}>
      <KeyList heading="Everywhere" keys={EVERYWHERE} />
      <KeyList heading="On lists" keys={ON_LISTS} />
    </Dialog>
  )
}

/** ⌘K or Ctrl-K, also while typing; not while a dialog asks something. */
function useCommandKey(act: () => void): void {
  const open = useEffectEvent(act)
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      if (event.altKey || event.shiftKey || document.querySelector('dialog[open]') !== null) return
      event.preventDefault()
      open()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

function KeyList({ heading, keys }: { heading: string; keys: readonly { keys: string; does: string }[] }) {
  return (
    <>
      <h3 className="mt-3 mb-1 text-sm font-medium text-text">{heading}</h3>
      <dl className="grid grid-cols-[4.5rem_1fr] items-center gap-y-1.5">
        {keys.map((entry) => (
          <div key={entry.keys} className="contents">
            <dt className="flex gap-1">
              {entry.keys.split(' ').map((key) => (
                <kbd
                  key={key}
                  className="rounded-sm border border-line bg-sunken px-1.5 font-sans text-xs text-text"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{entry.does}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
