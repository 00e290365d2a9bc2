import { useEffect, useEffectEvent } from 'react'

/** Handlers by key name: `j`, `/`, `?`, `Escape`, or a sequence of two such as `g p`. */
export type Hotkeys = Record<string, (event: KeyboardEvent) => void>

const SEQUENCE_MILLISECONDS = 1000

/**
 * Listens for keys while the component is mounted, except while the user types in a field or a dialog is
 * open.
 */
export function useHotkeys(hotkeys: Hotkeys, enabled = true): void {
  const act = useEffectEvent((names: string[], event: KeyboardEvent) => {
    const name = names.find((candidate) => Object.hasOwn(hotkeys, candidate))
    if (name === undefined) return
    event.preventDefault()
    hotkeys[name]?.(event)
  })
  useEffect(() => {
    if (!enabled) return
    let previous = { key: '', at: 0 }
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return
      // The time of the keystroke: a busy page handles it later.
      const at = event.timeStamp
      const sequence = at - previous.at < SEQUENCE_MILLISECONDS ? [`${previous.key} ${event.key}`] : []
      previous = { key: event.key, at }
      act([...sequence, event.key], event)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [enabled])
}

/** Reports whether the target is a field, where letters are text. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  ) {
    return true
  }
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  )
}
