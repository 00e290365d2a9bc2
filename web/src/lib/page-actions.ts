import type { LucideIcon } from 'lucide-react'
import { useEffect, useId } from 'react'

import { useHotkeys, type Hotkeys } from './browser/hotkeys.ts'

/** Something that can be done with what is open or selected: by the palette, and by a key. */
export interface PageAction {
  id: string
  label: string
  icon: LucideIcon
  /** The key that does it on this page. */
  hotkey?: string
  /** Further words by which the palette finds it. */
  words?: string
  /** The reason that it is not possible now. */
  disabledReason?: string | undefined
  act: () => void
}

// By the component that offers them, in the order in which they were mounted.
const offered = new Map<string, readonly PageAction[]>()

/** Offers actions while the component is mounted. */
export function usePageActions(actions: readonly PageAction[]): void {
  const id = useId()
  useEffect(() => {
    offered.set(id, actions)
    return () => void offered.delete(id)
  })
  const hotkeys: Hotkeys = {}
  for (const { hotkey, disabledReason, act } of actions) {
    if (hotkey !== undefined && disabledReason === undefined) hotkeys[hotkey] = act
  }
  useHotkeys(hotkeys)
}

/** The actions that the page offers now. */
export const pageActions = (): PageAction[] => [...offered.values()].flat()
