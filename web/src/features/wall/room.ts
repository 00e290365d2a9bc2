import { useCallback, useState, type RefCallback } from 'react'

export interface Room {
  width: number
  height: number
  /** Pixels of one rem: on a wall it grows with the display. */
  rem: number
}

/** The size of an element while it is shown, measured again whenever it changes. */
export function useRoom(): [RefCallback<HTMLElement>, Room | null] {
  const [room, setRoom] = useState<Room | null>(null)
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    const measure = () => {
      const { width, height } = element.getBoundingClientRect()
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      setRoom((known) =>
        known?.width === width && known.height === height && known.rem === rem
          ? known
          : { width, height, rem },
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, room]
}

/** Rem of the line that says how many more there are. */
export const MORE_REM = 2.4

/** The number of rows to show: all that fit, less one for "and N more" where not all do. */
export function rowsShown({
  total,
  items,
  rowRem,
  height,
  rem,
}: Pick<Room, 'height' | 'rem'> & {
  total: number
  /** Those that are known, the first ones. */
  items: number
  rowRem: number
}): number {
  // A pixel less may be due to rounding.
  const fit = (room: number) => Math.max(0, Math.floor((room + 1) / (rowRem * rem)))
  return total <= items && total <= fit(height) ? total : Math.min(items, fit(height - MORE_REM * rem))
}
