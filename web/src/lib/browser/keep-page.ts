import { useEffect, useEffectEvent } from 'react'

/** Functions that report whether a reload would lose something. */
const keepers = new Set<() => boolean>()
/** Fields that the user has typed into or ticked. */
const touched = new Set<Element>()
let usedAt = 0

if (typeof document !== 'undefined') {
  document.addEventListener('input', ({ target }) => target instanceof Element && touched.add(target), true)
  for (const type of ['pointerdown', 'keydown', 'wheel', 'touchmove']) {
    addEventListener(type, () => void (usedAt = Date.now()), { capture: true, passive: true })
  }
}

/** Keeps the page from reloading by itself while `isNeeded` returns true. */
export function useKeepPage(isNeeded: () => boolean): void {
  const keeper = useEffectEvent(isNeeded)
  useEffect(() => {
    const ask = () => keeper()
    keepers.add(ask)
    return () => void keepers.delete(ask)
  }, [])
}

/** Returns whether a reload would lose something: an open dialog, something typed or ticked, a draft. */
export function hasSomethingToLose(): boolean {
  for (const element of touched) if (!element.isConnected) touched.delete(element)
  return (
    document.querySelector('dialog[open]') !== null ||
    [...touched].some(isFilled) ||
    [...keepers].some((isNeeded) => isNeeded())
  )
}

/** Returns whether the user pressed, typed or scrolled within the last milliseconds. */
export const wasUsedWithin = (milliseconds: number): boolean => Date.now() - usedAt < milliseconds

/** A search is in the address, and comes back with the page. */
function isFilled(element: Element): boolean {
  if (!(element instanceof HTMLInputElement)) return true
  if (element.type === 'search') return false
  return element.type === 'checkbox' || element.type === 'radio' ? element.checked : element.value !== ''
}
