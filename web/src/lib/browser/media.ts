import { useSyncExternalStore } from 'react'

/** Below the `sm` breakpoint: a phone. */
const PHONE = matchMedia('(width < 40rem)')

/** Whether the page is as narrow as a phone, where two layouts are too different to draw both and hide one. */
export const useIsPhone = (): boolean => useSyncExternalStore(follow, () => PHONE.matches)

function follow(changed: () => void): () => void {
  PHONE.addEventListener('change', changed)
  return () => PHONE.removeEventListener('change', changed)
}
