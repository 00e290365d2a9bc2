import { useEffect, type RefObject } from 'react'

/**
 * Moves the focus to the content of the page when what has it goes away, such as the button of a deleted row that a reload
 * removes. The keyboard would else continue at the very top of the page.
 */
export function useLostFocus(main: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = main.current
    if (element === null) return
    let last: Element | null = null
    let frame = 0
    const isLost = () =>
      last?.isConnected === false &&
      document.activeElement === document.body &&
      document.querySelector('dialog[open]') === null
    const observer = new MutationObserver(() => {
      if (!isLost()) return
      cancelAnimationFrame(frame)
      // What removed it may place the focus itself.
      frame = requestAnimationFrame(() => {
        if (isLost()) element.focus({ preventScroll: true })
      })
    })
    const stop = new AbortController()
    const { signal } = stop
    element.addEventListener('focusin', ({ target }) => (last = target as Element), { signal })
    // A press beside everything takes the focus away on purpose.
    document.addEventListener('pointerdown', () => (last = null), { signal, capture: true })
    observer.observe(element, { childList: true, subtree: true })
    return () => {
      stop.abort()
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [main])
}
