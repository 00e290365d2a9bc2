import type { LiveHint } from '@flx/shared/live/live'
import { ruleOf, type Topic } from '@flx/shared/live/live-topics'

import { hintKey } from '../core/coalesce-hints.ts'

/** Longer than a page takes from its first request to its subscription: without a socket it loads again every 15 seconds. */
const RECENT_MS = 30_000

export interface RecentHints {
  /** The number of hints in memory. */
  size(): number
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
  /** Oldest first, as are the hints of each: a topic of a pipeline hears of one execution after the other. */
  const topics = new Map<Topic, Map<string, Kept>>()
  const removeOld = (kept: Map<string, Kept>): void => {
    for (const [key, { at }] of kept) {
      if (now() - at <= RECENT_MS) return
      kept.delete(key)
    }
  }
  const removeOldTopics = (): void => {
    for (const [topic, kept] of topics) {
      removeOld(kept)
      if (kept.size > 0) return
      topics.delete(topic)
    }
  }
  return {
    size: () => [...topics.values()].reduce((sum, kept) => sum + kept.size, 0),
    keep(topic, hints) {
      if (ruleOf(topic).about !== 'one') return
      const kept = topics.get(topic) ?? new Map<string, Kept>()
      for (const hint of hints) {
        kept.delete(hintKey(hint))
        kept.set(hintKey(hint), { at: now(), hint })
      }
      topics.delete(topic)
      topics.set(topic, kept)
      removeOld(kept)
      removeOldTopics()
    },
    of(topic) {
      const kept = [...(topics.get(topic)?.values() ?? [])]
      return kept.filter(({ at }) => now() - at <= RECENT_MS).map(({ hint }) => hint)
    },
  }
}
