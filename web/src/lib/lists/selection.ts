import { useState } from 'react'

/** The selection in a list: single items among those shown, or everything that matches. */
export interface Selection {
  /** Ticked items that are shown, in their order. Empty while `all` is set. */
  ids: readonly string[]
  /** Whether everything that matches is selected, shown or not. */
  all: boolean
  isEmpty: boolean
  has: (id: string) => boolean
  /** Ticks or unticks an item. With `range`, also all items between the last one and this one. */
  toggle: (id: string, range: boolean) => void
  /** Whether items can be ticked. Not while the list loads or still shows the answer to an earlier query. */
  isReady: boolean
  /** How many of the shown items are ticked. */
  shown: 'none' | 'some' | 'every'
  setShown: (on: boolean) => void
  selectAll: () => void
  clear: () => void
}

export interface Ticks {
  scope: string
  ids: ReadonlySet<string>
  all: boolean
  last: string | null
}

/**
 * Returns the selection of a list. `shown` are its ids in order. A new `scope` (search, filters) starts with
 * nothing ticked. With `isReady` false nothing can be ticked: the ids shown are none yet or those of an earlier
 * scope.
 */
export function useSelection(shown: readonly string[], scope: string, isReady = true): Selection {
  const [storedTicks, setTicks] = useState<Ticks>(() => emptySelection(scope))
  const ticks = storedTicks.scope === scope ? storedTicks : emptySelection(scope)
  const ids = ticks.all ? [] : shown.filter((id) => ticks.ids.has(id))
  const count = ticks.all ? shown.length : ids.length
  return {
    ids,
    all: ticks.all,
    isEmpty: !ticks.all && ids.length === 0,
    isReady,
    has: (id) => ticks.all || ticks.ids.has(id),
    toggle: (id, range) => setTicks(toggled(ticks, shown, id, range)),
    shown: count === 0 ? 'none' : count === shown.length ? 'every' : 'some',
    setShown: (on) => setTicks({ ...emptySelection(scope), ids: new Set(on ? shown : []) }),
    selectAll: () => setTicks({ ...emptySelection(scope), all: true }),
    clear: () => setTicks(emptySelection(scope)),
  }
}

/** Returns the initial state, with nothing ticked. */
export const emptySelection = (scope: string): Ticks => ({ scope, ids: new Set(), all: false, last: null })

/** Returns the ticks after an item was pressed. */
export function toggled(ticks: Ticks, shown: readonly string[], id: string, range: boolean): Ticks {
  // Unticking one item of "all" leaves the other shown items ticked.
  const ids = new Set(ticks.all ? shown : ticks.ids)
  const isTicking = !ids.has(id)
  for (const itemId of range ? between(shown, ticks.last, id) : [id]) {
    if (isTicking) ids.add(itemId)
    else ids.delete(itemId)
  }
  return { scope: ticks.scope, ids, all: false, last: id }
}

function between(shown: readonly string[], from: string | null, to: string): readonly string[] {
  const ends = [from === null ? -1 : shown.indexOf(from), shown.indexOf(to)].sort((a, b) => a - b)
  const [first = -1, last = -1] = ends
  return first === -1 ? [to] : shown.slice(first, last + 1)
}
