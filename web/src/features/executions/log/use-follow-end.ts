import { useLayoutEffect, useRef, type RefObject } from 'react'

const reachOf = (box: HTMLElement): number => box.scrollHeight - box.clientHeight

/**
 * Keeps a scrolling box at its end while `following`, whatever is added to it or taken away. Answers whether its reader
 * has moved it up by more than `tolerance` pixels since: a position that content or the browser changed is not the reader's.
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
  // After every commit: rows are added, folded, measured and dropped by different renders.
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
