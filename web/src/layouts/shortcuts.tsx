import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useHotkeys, type Hotkeys } from '#web/lib/hotkeys.ts'
import { Dialog } from '#web/ui/dialog.tsx'

import { DESTINATIONS } from './navigation.ts'

const EVERYWHERE = [
  ...DESTINATIONS.map(({ key, label }) => ({ keys: `g ${key}`, does: `Go to ${label.toLowerCase()}` })),
  { keys: '/', does: 'Search pipelines' },
  { keys: '?', does: 'Show this list' },
]

const ON_LISTS = [
  { keys: 'j', does: 'Next item' },
  { keys: 'k', does: 'Previous item' },
  { keys: 'x', does: 'Select the item' },
  { keys: 'e', does: 'Execute it, or cancel what is unfinished' },
  { keys: 'Enter', does: 'Open the item' },
]

/** The keys that work on every page, and `?` that lists them. */
export function Shortcuts() {
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const hotkeys: Hotkeys = { '?': () => setOpen(true) }
  for (const { key, to } of DESTINATIONS) hotkeys[`g ${key}`] = () => void navigate(to)
  useHotkeys(hotkeys)
  if (!open) return null
  return (
    <Dialog title="Keyboard shortcuts" onClose={() => setOpen(false)}>
      <KeyList heading="Everywhere" keys={EVERYWHERE} />
      <KeyList heading="On lists" keys={ON_LISTS} />
    </Dialog>
  )
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
