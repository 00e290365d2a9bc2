import type { LiveHint } from '@flx/shared/live/live'
import { topicsOf, type Topic } from '@flx/shared/live/live-topics'

/** The hints of each topic. A client that follows several topics may receive a hint twice, which changes nothing. */
export function hintsByTopic(hints: readonly LiveHint[]): Map<Topic, LiveHint[]> {
  const found = new Map<Topic, LiveHint[]>()
  for (const hint of hints) {
    for (const topic of topicsOf(hint)) {
      const about = found.get(topic)
      if (about === undefined) found.set(topic, [hint])
      else about.push(hint)
    }
  }
  return found
}
