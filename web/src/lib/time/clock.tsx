import {
  createContext,
  use,
  useCallback,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'

/** The page's clock: one timer for every relative time and running duration on it. */
export interface Clock {
  now: () => number
  subscribe: (tick: () => void) => () => void
}

/** Makes a clock that ticks once a second, and only while something listens. */
function createClock(now: () => number = Date.now): Clock {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  return {
    now,
    subscribe(tick) {
      listeners.add(tick)
      timer ??= setInterval(() => {
        for (const listener of listeners) listener()
      }, 1000)
      return () => {
        listeners.delete(tick)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

const ClockContext = createContext<Clock | null>(null)

export function ClockProvider({ children }: { children: ReactNode }) {
  const [clock] = useState(() => createClock())
  return <ClockContext value={clock}>{children}</ClockContext>
}

/**
 * Returns milliseconds since 1970, rounded down to steps. The component renders once per step, not once per
 * second.
 */
export function useNow(stepSeconds = 1): number {
  const clock = useClock()
  const step = stepSeconds * 1000
  const snapshot = useCallback(() => Math.floor(clock.now() / step) * step, [clock, step])
  return useSyncExternalStore(clock.subscribe, snapshot, snapshot)
}

/**
 * Returns the present for ages and countdowns. It updates every second within a minute of `at`, every half
 * minute further away.
 */
export function useNowNear(at: string | null): number {
  const clock = useClock()
  const snapshot = useCallback(() => {
    if (at === null) return 0
    const time = Date.parse(at)
    const distance = clock.now() - time
    const step = Math.abs(distance) < 60_000 ? 1000 : 30_000
    return time + Math.floor(distance / step) * step
  }, [clock, at])
  return useSyncExternalStore(clock.subscribe, snapshot, snapshot)
}

function useClock(): Clock {
  const clock = use(ClockContext)
  if (clock === null) throw new Error('useClock needs a ClockProvider above it')
  return clock
}

/** Returns the seconds since `since`, never negative, or 0 if it is null. */
export function useElapsedSeconds(since: string | null): number {
  const now = useNow()
  return since === null ? 0 : Math.max(0, Math.floor((now - Date.parse(since)) / 1000))
}

/** Returns the value once it has not changed for `milliseconds`, for searches while typing. */
export function useDebounced<T>(value: T, milliseconds: number): T {
  const [debounced, setDebounced] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return debounced
}

/**
 * Returns the value once it has lasted for `milliseconds`, null until then, for messages that matter only if
 * they stay.
 */
export function useLasting<T>(value: T | null, milliseconds: number): T | null {
  const [lasting, setLasting] = useState<T | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setLasting(value), milliseconds)
    return () => clearTimeout(timer)
  }, [value, milliseconds])
  return lasting === value ? value : null
}
