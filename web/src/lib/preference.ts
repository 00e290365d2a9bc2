import { useCallback, useSyncExternalStore } from 'react'

/** `start.js` listens for this event, too. */
const CHANGED = 'flx.preference'

/**
 * Returns a preference of this browser and its setter. It is kept in local storage and shared by all tabs.
 * `allowed` guards against values of older versions. The first one is the default.
 */
export function usePreference<T extends string>(
  key: string,
  allowed: readonly [T, ...T[]],
): [T, (value: T) => void] {
  const read = () => readPreference(key, allowed)
  const value = useSyncExternalStore(subscribe, read, read)
  const set = useCallback(
    (next: T) => {
      try {
        localStorage.setItem(`flx.${key}`, next)
      } catch {
        // Storage is blocked: the preference cannot be kept.
      }
      dispatchEvent(new Event(CHANGED))
    },
    [key],
  )
  return [value, set]
}

/** Reads a preference outside a component. */
export function readPreference<T extends string>(key: string, allowed: readonly [T, ...T[]]): T {
  try {
    const stored = localStorage.getItem(`flx.${key}`)
    return allowed.find((value) => value === stored) ?? allowed[0]
  } catch {
    return allowed[0]
  }
}

function subscribe(onChange: () => void): () => void {
  addEventListener('storage', onChange)
  addEventListener(CHANGED, onChange)
  return () => {
    removeEventListener('storage', onChange)
    removeEventListener(CHANGED, onChange)
  }
}
