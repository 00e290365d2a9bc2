import { useEffect, useSyncExternalStore, type ComponentType } from 'react'

import { loadPart, ReplacedPart } from '#web/lib/browser/load-part.ts'

/**
 * Imports the module of a part, nothing else: if that fails, the same module is imported from another address, and its
 * default export is taken.
 */
export type LoadPart<Props> = () => Promise<{ default: ComponentType<Props> }>

export type PartState<Props> =
  | { status: 'loading' }
  | { status: 'loaded'; Part: ComponentType<Props> }
  /** `isReplaced`: only a new page has its address, because an update replaced it. */
  | { status: 'failed'; isReplaced: boolean }

/** A part that could not be loaded is requested again this often, because a wall display has no user to do so. */
const RETRY_MS = 10_000
const LOADING = { status: 'loading' } as const

/** A part of the page whose code is loaded when it is first needed, or earlier with `prepare`. */
export function partOnDemand<Props>(load: LoadPart<Props>) {
  let state: PartState<Props> = LOADING
  let request: Promise<void> | undefined
  const listeners = new Set<() => void>()

  const set = (next: PartState<Props>) => {
    state = next
    for (const listener of listeners) listener()
  }
  const begin = () => {
    if (state.status === 'loaded') return
    request ??= loadPart(load).then(
      (part) => set({ status: 'loaded', Part: part.default }),
      (error: unknown) => {
        request = undefined
        // A failure while the part is hidden is dropped: showing the part tries again.
        if (listeners.size > 0) set({ status: 'failed', isReplaced: error instanceof ReplacedPart })
      },
    )
  }
  const retry = () => {
    if (state.status === 'failed') set(LOADING)
    begin()
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && state.status === 'failed') state = LOADING
    }
  }
  // The server renders the placeholder, so the first rendering in the browser does, too.
  const current = () => state
  const onServer = () => LOADING

  /** Returns the part, or how far it is. */
  function usePart(): PartState<Props> & { retry: () => void } {
    const found = useSyncExternalStore<PartState<Props>>(subscribe, current, onServer)
    useEffect(begin, [])
    const isUnreachable = found.status === 'failed' && !found.isReplaced
    useEffect(() => {
      if (!isUnreachable) return
      const timer = setInterval(begin, RETRY_MS)
      return () => clearInterval(timer)
    }, [isUnreachable])
    return { ...found, retry }
  }

  return { prepare: begin, usePart }
}
