import { useLayoutEffect, useRef, type RefObject } from 'react'

const maxScrollTop = (box: HTMLElement): number => box.scrollHeight - box.clientHeight

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
  const lastPosition = useRef<{ top: number; scrollHeight: number; clientHeight: number } | null>(null)
  const isMovedUp = () => {
    const element = box.current
    if (element === null || lastPosition.current === null) return false
    return element.scrollTop < Math.min(lastPosition.current.top, maxScrollTop(element)) - tolerance
  }
  // After every commit: rows are added, folded, measured and dropped in different renders.
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    if (!following) lastPosition.current = null
    else if (!isMovedUp() && hasChanged(element, lastPosition.current)) {
      element.scrollTo({ top: element.scrollHeight })
      const { scrollTop, scrollHeight, clientHeight } = element
      lastPosition.current = { top: scrollTop, scrollHeight, clientHeight }
    }
  })
  return isMovedUp
}

const hasChanged = (
  box: HTMLElement,
  position: { scrollHeight: number; clientHeight: number } | null,
): boolean =>
  position === null ||
  position.scrollHeight !== box.scrollHeight ||
  position.clientHeight !== box.clientHeight
