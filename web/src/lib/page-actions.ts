import type { LucideIcon } from 'lucide-react'
import { useEffect, useId } from 'react'

import { useHotkeys, type Hotkeys } from './browser/hotkeys.ts'

/** An action on the open page or selection, offered by the palette and a key. */
export interface PageAction {
  id: string
  label: string
  icon: LucideIcon
  /** The key that triggers it on this page. */
  hotkey?: string
  /** Extra words by which the palette finds it. */
  words?: string
  /** Why it is not possible now. */
  disabledReason?: string | undefined
  /** A request of it is running: its key does nothing. */
  busy?: boolean
  act: () => void
}

// By the component that offers them, in mounting order.
const actionsByComponent = new Map<string, readonly PageAction[]>()

/** Offers actions while the component is mounted. */
export function usePageActions(actions: readonly PageAction[]): void {
  const id = useId()
  useEffect(() => {
    actionsByComponent.set(id, actions)
    return () => void actionsByComponent.delete(id)
  })
  const hotkeys: Hotkeys = {}
  for (const { hotkey, disabledReason, busy = false, act } of actions) {
    if (hotkey !== undefined && disabledReason === undefined && !busy) hotkeys[hotkey] = act
  }
  useHotkeys(hotkeys)
}

/** Returns the actions that the page currently offers. */
export const pageActions = (): PageAction[] => [...actionsByComponent.values()].flat()
