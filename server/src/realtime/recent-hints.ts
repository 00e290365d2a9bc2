import type { LiveHint } from '@flx/shared/live/live'
import { ruleOf, type Topic } from '@flx/shared/live/live-topics'

import { hintKey } from '../core/coalesce-hints.ts'

/** Longer than a page takes from its first request to its subscription: without a socket it loads again every 15 seconds. */
const RECENT_MS = 30_000

export interface RecentHints {
  keep(topic: Topic, hints: readonly LiveHint[]): void
  /** The newest hint about each thing that the topic received in the last 30 seconds. */
  of(topic: Topic): LiveHint[]
}

interface Kept {
  at: number
  hint: LiveHint
}

/**
 * Remembers hints for pages that subscribe a moment too late: unlike events, hints have no position in the log, so a page
 * cannot know that it missed one between its first request and its subscription, and the next one may be hours away. Only
 * topics about one thing: lists would receive the hints of every running execution.
 */
export function createRecentHints(now: () => number = () => performance.now()): RecentHints {
  /** Oldest first. */
  const topics = new Map<Topic, Map<string, Kept>>()
  const forgetOld = (): void => {
    for (const [topic, kept] of topics) {
      const newest = Math.max(...[...kept.values()].map(({ at }) => at))
      if (now() - newest <= RECENT_MS) return
      topics.delete(topic)
    }
  }
  return {
    keep(topic, hints) {
      if (ruleOf(topic).about !== 'one') return
      const kept = topics.get(topic) ?? new Map<string, Kept>()
      for (const hint of hints) kept.set(hintKey(hint), { at: now(), hint })
      topics.delete(topic)
      topics.set(topic, kept)
      forgetOld()
    },
    of(topic) {
      const kept = [...(topics.get(topic)?.values() ?? [])]
      return kept.filter(({ at }) => now() - at <= RECENT_MS).map(({ hint }) => hint)
    },
  }
}
