import { BUILD_HEADER, BUILD_META } from '@flx/shared/core/page-build'
import { useSyncExternalStore } from 'react'

/** What the server's answers say about the build of this page. */
export type ServedBuild =
  /** The server delivers this build, as far as the page knows. */
  | 'same'
  /** The last answer came from a server that delivers another one. */
  | 'other'
  /** So did every answer for a while: the update is over. */
  | 'replaced'

/** So many answers in a row from another build, this long apart, end an update. */
const ANSWERS = 4
const INTERVAL_MS = 2500

/**
 * Compares the page's build with the one that the server delivers. Nodes are updated one after the other, and the page
 * may hear from either build meanwhile: it counts as replaced once they agree. `ask` requests the build of any node,
 * and null if there is no answer.
 */
export function createBuildWatch(own: string | null, ask: () => Promise<string | null>) {
  let state: ServedBuild = 'same'
  let timer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  const set = (next: ServedBuild) => {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }
  const askAgain = (left: number) => {
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const build = await ask()
      note(build)
      if (state !== 'other') return
      // A server that is away says nothing about its build.
      const stillLeft = build === null ? left : left - 1
      if (stillLeft === 0) set('replaced')
      else askAgain(stillLeft)
    }, INTERVAL_MS)
  }
  const note = (build: string | null) => {
    if (own === null || build === null) return
    if (build === own) {
      clearTimeout(timer)
      set('same')
    } else if (state === 'same') {
      set('other')
      askAgain(ANSWERS)
    }
  }

  return {
    /** Notes the build that an answer names; null for one that names none. */
    note,
    current: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const watch = createBuildWatch(buildOfPage(), async () => {
  const answer = await fetch('/healthz', { cache: 'no-store' }).catch(() => null)
  return answer?.headers.get(BUILD_HEADER) ?? null
})

/** Notes the build that the live connection names. */
export const noteBuild = (build: string): void => watch.note(build)

/** Notes the build that an answer of the server names. */
export const noteAnswer = ({ headers }: Pick<Response, 'headers'>): void =>
  watch.note(headers.get(BUILD_HEADER))

/** Returns whether the server still delivers this build of the page. */
export const useServedBuild = (): ServedBuild =>
  useSyncExternalStore(watch.subscribe, watch.current, () => 'same')

/** Returns the build of this page; null in the development server and outside a browser. */
function buildOfPage(): string | null {
  if (typeof document === 'undefined') return null
  return document.querySelector<HTMLMetaElement>(`meta[name="${BUILD_META}"]`)?.content ?? null
}
