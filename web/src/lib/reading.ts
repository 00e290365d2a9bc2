import { useEffect, useState, type RefObject } from 'react'

/**
 * Null while the beginning of a list is on the screen or below it; else since when it is scrolled past, as a number that
 * grows: rows that come in now would move what is being read.
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
