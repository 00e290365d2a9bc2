import type { LiveHint } from '@flx/shared/live/live'
import { topicsOf, type Topic } from '@flx/shared/live/live-topics'

/** Groups hints by topic. A client that follows several topics can receive a hint twice, which is harmless. */
export function hintsByTopic(hints: readonly LiveHint[]): Map<Topic, LiveHint[]> {
  const byTopic = new Map<Topic, LiveHint[]>()
  for (const hint of hints) {
    for (const topic of topicsOf(hint)) {
      const topicHints = byTopic.get(topic)
      if (topicHints === undefined) byTopic.set(topic, [hint])
      else topicHints.push(hint)
    }
  }
  return byTopic
}
