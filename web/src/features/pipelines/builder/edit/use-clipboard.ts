import { useEffect, useEffectEvent, type RefObject } from 'react'

/** Takes the clipboard's keys while the focus is in a box, or nowhere. `at` is the element that has it. */
export function useClipboard(
  box: RefObject<HTMLElement | null>,
  { onCopy, onPaste }: Record<'onCopy' | 'onPaste', (event: ClipboardEvent, at: Element) => void>,
): void {
  const take = useEffectEvent((event: ClipboardEvent) => {
    // Browsers send these to where the selection is, which is not where the focus is: a step has no text to select.
    const at = document.activeElement ?? document.body
    if (at !== document.body && box.current?.contains(at) !== true) return
    if (event.type === 'copy') onCopy(event, at)
    else onPaste(event, at)
  })
  useEffect(() => {
    const listener = (event: ClipboardEvent) => take(event)
    document.addEventListener('copy', listener)
    document.addEventListener('paste', listener)
    return () => {
      document.removeEventListener('copy', listener)
      document.removeEventListener('paste', listener)
    }
  }, [])
}
