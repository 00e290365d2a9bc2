import { useLayoutEffect, useRef, type RefObject } from 'react'

const reachOf = (box: HTMLElement): number => box.scrollHeight - box.clientHeight

/**
 * Keeps a scrolling box at its end while `following`, whatever is added or removed. Returns a function that
 * reports whether the user has scrolled up by more than `tolerance` pixels since. Scrolling caused by content
 * or the browser does not count.
 */
export function useFollowEnd(
  box: RefObject<HTMLElement | null>,
  following: boolean,
  tolerance: number,
): () => boolean {
  const put = useRef<{ top: number; scrollHeight: number; clientHeight: number } | null>(null)
  const isMovedUp = () => {
    const element = box.current
    if (element === null || put.current === null) return false
    return element.scrollTop < Math.min(put.current.top, reachOf(element)) - tolerance
  }
  // After every commit: rows are added, folded, measured and dropped in different renders.
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    if (!following) put.current = null
    else if (!isMovedUp() && hasChanged(element, put.current)) {
      element.scrollTo({ top: element.scrollHeight })
      const { scrollTop, scrollHeight, clientHeight } = element
      put.current = { top: scrollTop, scrollHeight, clientHeight }
    }
  })
  return isMovedUp
}

const hasChanged = (box: HTMLElement, at: { scrollHeight: number; clientHeight: number } | null): boolean =>
  at === null || at.scrollHeight !== box.scrollHeight || at.clientHeight !== box.clientHeight
