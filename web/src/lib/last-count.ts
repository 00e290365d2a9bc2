import { useEffect, useSyncExternalStore } from 'react'

/**
 * Returns `count`, or while it is undefined the last one in this browser. With it a page keeps the room for notes that
 * were there the last time, so that nothing moves when they arrive.
 */
export function useLastCount(key: string, count: number | undefined): number {
  // The HTML from the server knows nothing of this browser.
  const last = useSyncExternalStore(
    unchanging,
    () => read(key),
    () => 0,
  )
  useEffect(() => {
    if (count !== undefined) write(key, count)
  }, [key, count])
  return count ?? last
}

const unchanging = () => () => undefined

function read(key: string): number {
  try {
    return Number.parseInt(localStorage.getItem(`flx.last.${key}`) ?? '0', 10) || 0
  } catch {
    return 0
  }
}

function write(key: string, count: number): void {
  try {
    localStorage.setItem(`flx.last.${key}`, String(count))
  } catch {
    // Storage is blocked: what arrives moves the page.
  }
}
