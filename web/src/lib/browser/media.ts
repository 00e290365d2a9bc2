import { useSyncExternalStore } from 'react'

/** Below the `sm` breakpoint: a phone. Undefined where there is no browser. */
const PHONE = typeof matchMedia === 'undefined' ? undefined : matchMedia('(width < 40rem)')

/** Whether the page is as narrow as a phone, where two layouts are too different to draw both and hide one. */
export const useIsPhone = (): boolean => useSyncExternalStore(follow, isPhone, isPhone)

/** The same outside of a component. */
export const isPhone = (): boolean => PHONE?.matches ?? false

function follow(changed: () => void): () => void {
  PHONE?.addEventListener('change', changed)
  return () => PHONE?.removeEventListener('change', changed)
}
