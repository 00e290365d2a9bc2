import { useSyncExternalStore } from 'react'

/** Below the `sm` breakpoint: a phone. Undefined outside a browser. */
const PHONE = typeof matchMedia === 'undefined' ? undefined : matchMedia('(width < 40rem)')

/**
 * Reports whether the page is as narrow as a phone, for layouts too different to render both and hide one.
 */
export const useIsPhone = (): boolean => useSyncExternalStore(subscribe, isPhone, isPhone)

/** Reports whether the page is as narrow as a phone, outside a component. */
export const isPhone = (): boolean => PHONE?.matches ?? false

function subscribe(onChange: () => void): () => void {
  PHONE?.addEventListener('change', onChange)
  return () => PHONE?.removeEventListener('change', onChange)
}
