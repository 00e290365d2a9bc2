import { useCallback, useState } from 'react'

/** The space below, the same as at the foot of pages. */
const FOOT = 16

/**
 * Returns the height of a box that reaches from its position to the foot of the window. For work surfaces.
 */
export function useFillHeight(): {
  box: (element: HTMLElement | null) => (() => void) | undefined
  height: number
} {
  const [height, setHeight] = useState(480)
  const box = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined
    const measure = () => {
      const top = element.getBoundingClientRect().top + window.scrollY
      setHeight(Math.max(384, Math.floor(innerHeight - top - FOOT)))
    }
    measure()
    // Content above can appear and disappear.
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    addEventListener('resize', measure)
    return () => {
      observer.disconnect()
      removeEventListener('resize', measure)
    }
  }, [])
  return { box, height }
}
