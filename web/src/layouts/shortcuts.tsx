import { useEffect, useEffectEvent, useState } from 'react'
import { useNavigate } from 'react-router'

import { useHotkeys, type Hotkeys } from '#web/lib/browser/hotkeys.ts'
import { dialogOnDemand } from '#web/ui/on-demand/dialog-on-demand.tsx'

import { DESTINATIONS } from './bar/navigation.ts'
import { Palette } from './palette/palette.tsx'
import { shortcutsWords } from './words.ts'

const shortcuts = dialogOnDemand(() => import('./palette/shortcuts-dialog.tsx'), {
  title: shortcutsWords.title,
  height: 'h-[30rem]',
})

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
    return <Palette onClose={() => onSearching(false)} onShortcuts={() => setOpen(true)} />
  }
  if (!open) return null
  return <shortcuts.Dialog onClose={() => setOpen(false)} />
}

/** Handles ⌘K and Ctrl-K, also while the user types, but not while a dialog is open. */
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
