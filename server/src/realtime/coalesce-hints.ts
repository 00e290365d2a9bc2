import type { LiveHint } from '@flx/shared/live'

/** At most four hints a second about one thing (decision 44). */
const SPACING_MS = 250

export interface HintCoalescer extends Disposable {
  push(hint: LiveHint): void
  /** Drops a waiting progress hint: the event of the execution's end says the same and comes first. */
  executionEnded(executionId: string): void
}

/**
 * Passes the first hint about a thing on at once and then the newest one per spacing. Hints carry absolute values, so
 * that dropping those in between loses nothing; of the log's, the first line of the dropped ones is kept.
 */
export function coalesceHints(emit: (hint: LiveHint) => void): HintCoalescer {
  const waiting = new Map<string, { timer: NodeJS.Timeout; latest: LiveHint | null }>()
  const tick = (key: string): void => {
    const entry = waiting.get(key)
    if (entry === undefined) return
    if (entry.latest === null) {
      waiting.delete(key)
      return
    }
    const { latest } = entry
    waiting.set(key, { timer: setTimeout(tick, SPACING_MS, key).unref(), latest: null })
    emit(latest)
  }
  return {
    push(hint) {
      const key = keyOf(hint)
      const entry = waiting.get(key)
      if (entry !== undefined) {
        entry.latest = entry.latest === null ? hint : merge(entry.latest, hint)
        return
      }
      waiting.set(key, { timer: setTimeout(tick, SPACING_MS, key).unref(), latest: null })
      emit(hint)
    },
    executionEnded(executionId) {
      const entry = waiting.get(`execution.progress ${executionId}`)
      if (entry !== undefined) entry.latest = null
    },
    [Symbol.dispose]() {
      for (const { timer } of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}

function keyOf(hint: LiveHint): string {
  switch (hint.type) {
    case 'plugin.output':
      return `${hint.type} ${hint.pluginId}`
    case 'bulk.progress':
      return `${hint.type} ${hint.bulkId}`
    case 'storage.changed':
      return hint.type
    default:
      return `${hint.type} ${hint.executionId}`
  }
}

function merge(older: LiveHint, newer: LiveHint): LiveHint {
  if (older.type !== 'log.appended' || newer.type !== 'log.appended') return newer
  return { ...newer, firstLine: Math.min(older.firstLine, newer.firstLine) }
}
