import type { LiveHint } from '@flx/shared/live/live'

/** At most four hints a second per subject, in one frame for each room. */
const SPACING_MS = 250

export interface HintCoalescer extends Disposable {
  push(hint: LiveHint): void
  /** Drops a waiting progress hint: the event of the execution's end contains the same and comes first. */
  executionEnded(executionId: string): void
}

/**
 * Collects hints and passes on the newest per subject: the first at once, then those of each interval together. Hints
 * carry absolute values, so dropping those in between loses nothing; for hints about logs, the first line of the
 * dropped ones is kept.
 */
export function coalesceHints(emit: (hints: LiveHint[]) => void): HintCoalescer {
  const waiting = new Map<string, LiveHint>()
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    if (waiting.size === 0) {
      timer = undefined
      return
    }
    const hints = [...waiting.values()]
    waiting.clear()
    timer = setTimeout(flush, SPACING_MS).unref()
    emit(hints)
  }
  return {
    push(hint) {
      const key = hintKey(hint)
      const older = waiting.get(key)
      waiting.set(key, older === undefined ? hint : merge(older, hint))
      timer ??= setTimeout(flush, 0).unref()
    },
    executionEnded: (executionId) => void waiting.delete(`execution.progress ${executionId}`),
    [Symbol.dispose]() {
      clearTimeout(timer)
      waiting.clear()
    },
  }
}

/** Names the thing that a hint is about; a newer hint with the same key replaces an older one. */
export function hintKey(hint: LiveHint): string {
  switch (hint.type) {
    case 'plugin.output':
      return `${hint.type} ${hint.pluginId} ${hint.node ?? ''}`
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
