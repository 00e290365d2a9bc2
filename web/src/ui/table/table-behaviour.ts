import { useEffect, useRef, useState, type RefObject } from 'react'

const CONTROLS = 'a, button, input, label, select, textarea, summary, [role="button"], [role="option"]'

/** Makes a click on a row, outside its controls, open the row's link. */
export function useRowClicks(table: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const box = table.current
    if (box === null) return
    const open = (event: MouseEvent) => {
      if (!(event.target instanceof Element) || event.target.closest(CONTROLS) !== null) return
      // Text was selected, to copy it.
      if (getSelection()?.isCollapsed === false) return
      const link = event.target.closest('tr[data-item]')?.querySelector<HTMLElement>('a[data-item-link]')
      link?.dispatchEvent(
        new MouseEvent('click', {
          bubbles: true,
          cancelable: true,
          ctrlKey: event.ctrlKey,
          metaKey: event.metaKey,
          shiftKey: event.shiftKey,
        }),
      )
    }
    box.addEventListener('click', open)
    return () => box.removeEventListener('click', open)
  }, [table])
}

/**
 * Reports whether the table fits its box. Only then can its header stay in sight as the page scrolls: a box
 * that scrolls sideways contains the sticky header.
 */
export function useFits(): { box: RefObject<HTMLElement | null>; fits: boolean } {
  const box = useRef<HTMLElement>(null)
  const [fits, setFits] = useState(false)
  useEffect(() => {
    const element = box.current
    const table = element?.firstElementChild
    if (element === null || table === null || table === undefined) return
    const observer = new ResizeObserver(() =>
      setFits(Math.ceil(table.getBoundingClientRect().width) <= Math.ceil(element.clientWidth)),
    )
    observer.observe(element)
    observer.observe(table)
    return () => observer.disconnect()
  }, [])
  return { box, fits }
}
