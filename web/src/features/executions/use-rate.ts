import { useEffect, useRef, useState } from 'react'

const WINDOW_MS = 3000

/**
 * Returns the growth per second of an increasing value over the last seconds, or 0 while it is not growing.
 */
export function useRate(value: number, active: boolean): number {
  const samples = useRef<{ at: number; value: number }[]>([])
  const newest = useRef(value)
  const [rate, setRate] = useState(0)
  useEffect(() => {
    newest.current = value
  }, [value])
  useEffect(() => {
    if (!active) return
    samples.current = []
    const timer = setInterval(() => {
      const now = performance.now()
      samples.current.push({ at: now, value: newest.current })
      while (samples.current.length > 2 && now - (samples.current[0]?.at ?? now) > WINDOW_MS) {
        samples.current.shift()
      }
      const first = samples.current[0]
      if (first === undefined || now === first.at) return
      setRate(Math.max(0, ((newest.current - first.value) / (now - first.at)) * 1000))
    }, 500)
    return () => clearInterval(timer)
  }, [active])
  return active ? rate : 0
}
