import { useEffect, useState, type RefObject } from 'react'

/**
 * Returns null while the start of a list is on the screen or below it. Once it is scrolled past, returns the
 * time at which that happened, a growing number: rows that arrive now would move what the user is reading.
 */
export function useReading(beginning: RefObject<HTMLElement | null>): number | null {
  const [reading, setReading] = useState<number | null>(null)
  useEffect(() => {
    const element = beginning.current
    if (element === null) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry === undefined) return
      setReading(!entry.isIntersecting && entry.boundingClientRect.top < 0 ? entry.time : null)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [beginning])
  return reading
}
