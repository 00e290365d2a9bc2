import { useCallback, useState, type RefCallback } from 'react'

export interface ElementSize {
  width: number
  height: number
  /** Pixels per rem, which grows with the display. */
  rem: number
}

/** Returns the size of an element while it is shown, measured again whenever it changes. */
export function useElementSize(): [RefCallback<HTMLElement>, ElementSize | null] {
  const [size, setSize] = useState<ElementSize | null>(null)
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    const measure = () => {
      const { width, height } = element.getBoundingClientRect()
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      setSize((current) =>
        current?.width === width && current.height === height && current.rem === rem
          ? current
          : { width, height, rem },
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, size]
}

/** The height of the "and N more" line, in rem. */
export const MORE_REM = 2.4

/** Returns the number of rows to show: all if they fit, otherwise one fewer to make room for "and N more". */
export function rowsShown({
  total,
  items,
  rowRem,
  height,
  rem,
}: Pick<ElementSize, 'height' | 'rem'> & {
  total: number
  /** The number of known rows, the first ones. */
  items: number
  rowRem: number
}): number {
  // A difference of one pixel can be due to rounding.
  const fit = (available: number) => Math.max(0, Math.floor((available + 1) / (rowRem * rem)))
  return total <= items && total <= fit(height) ? total : Math.min(items, fit(height - MORE_REM * rem))
}
