import type { LiveHint } from '@flx/shared/live/live'
import { ruleOf, type Topic } from '@flx/shared/live/live-topics'

import { hintKey } from '../core/coalesce-hints.ts'

/** Longer than a page takes from its first request to its subscription; without a socket it reloads every 15 s. */
const RECENT_MS = 30_000

export interface RecentHints {
  /** Returns the number of hints in memory. */
  size(): number
  keep(topic: Topic, hints: readonly LiveHint[]): void
  /** Returns the newest hint about each subject that the topic received in the last 30 seconds. */
  of(topic: Topic): LiveHint[]
}

interface StoredHint {
  at: number
  hint: LiveHint
}

/**
 * Remembers hints for pages that subscribe a moment too late: unlike events, hints have no position in the log, so a page
 * cannot know that it missed one between its first request and its subscription, and the next one might be hours away.
 * Only for topics about one thing: lists would receive the hints of every running execution.
 */
export function createRecentHints(now: () => number = () => performance.now()): RecentHints {
  /** Oldest first, as are the hints of each topic: executions of a pipeline run one after another. */
  const hintsByTopic = new Map<Topic, Map<string, StoredHint>>()
  const removeOld = (hints: Map<string, StoredHint>): void => {
    for (const [key, { at }] of hints) {
      if (now() - at <= RECENT_MS) return
      hints.delete(key)
    }
  }
  const removeOldTopics = (): void => {
    for (const [topic, hints] of hintsByTopic) {
      removeOld(hints)
      if (hints.size > 0) return
      hintsByTopic.delete(topic)
    }
  }
  return {
    size: () => [...hintsByTopic.values()].reduce((sum, hints) => sum + hints.size, 0),
    keep(topic, hints) {
      if (ruleOf(topic).about !== 'one') return
      const stored = hintsByTopic.get(topic) ?? new Map<string, StoredHint>()
      for (const hint of hints) {
        stored.delete(hintKey(hint))
        stored.set(hintKey(hint), { at: now(), hint })
      }
      hintsByTopic.delete(topic)
      hintsByTopic.set(topic, stored)
      removeOld(stored)
      removeOldTopics()
    },
    of(topic) {
      const stored = [...(hintsByTopic.get(topic)?.values() ?? [])]
      return stored.filter(({ at }) => now() - at <= RECENT_MS).map(({ hint }) => hint)
    },
  }
}
