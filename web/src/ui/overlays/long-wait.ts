import { useEffect, useState } from 'react'

const LONG_MILLISECONDS = 10_000

/** Reports whether something has been busy for so long that users should not have to wait for it any more. */
export function useLongWait(busy: boolean): boolean {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!busy) return
    const timer = setTimeout(setLong, LONG_MILLISECONDS, true)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [busy])
  return busy && isLong
}
