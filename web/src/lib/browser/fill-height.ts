import { useCallback, useState } from 'react'

/** Room below, as pages have at their foot. */
const FOOT = 16

/** The height with which a box reaches from where it is to the foot of the window; for work surfaces. */
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
    // What stands above may come and go.
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
