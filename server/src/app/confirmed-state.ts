import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'

import type { Lease } from '../domain/ports.ts'
import type { EngineContext } from './engine-context.ts'

/** State lines come in bursts; one write a second is enough as long as the last one is always saved. */
const SAVE_MS = 1000

export interface ConfirmedState {
  /** A line that the loader wrote on stdout: a raw state value. */
  line(line: string): void
  /** Saves what is not saved yet. False when the lease is lost. */
  flush(): Promise<boolean>
  latest(): Json
}

/**
 * Keeps what the loader confirmed. A full refresh merges what comes back into the state before, so that bookmarks of
 * streams it did not touch survive; null and {} never overwrite anything (SINGER.md §2.8).
 */
export function createConfirmedState(
  context: Pick<EngineContext, 'states' | 'clock'>,
  options: {
    lease: Lease
    pipelineId: string
    before: Json
    merge: boolean
    onInvalid: (excerpt: string) => void
    onLost: () => void
  },
): ConfirmedState {
  let newest: string | undefined
  let value: Json = options.before
  let saving: Promise<boolean> = Promise.resolve(true)
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    const line = newest
    if (line === undefined) return saving
    newest = undefined
    saving = saving.then(async (held) => {
      if (!held) return false
      const parsed = parse(line)
      if (parsed === undefined) {
        options.onInvalid(line.slice(0, 200))
        return true
      }
      if (isEmpty(parsed)) return true
      value = options.merge ? mergeState(options.before, parsed) : parsed
      const at = context.clock.now().toISOString()
      const saved = await context.states.saveConfirmed(options.lease, options.pipelineId, value, at)
      if (!saved) options.onLost()
      return saved
    })
    return saving
  }

  return {
    line(line) {
      // A broken line must not hide the good one before it.
      if (line.trim() === '') return
      newest = line
      timer ??= setTimeout(() => void flush().catch(() => undefined), SAVE_MS)
    },
    flush,
    latest: () => value,
  }
}

/** Objects merge recursively, everything else is replaced. */
export function mergeState(before: Json, after: Json): Json {
  if (!isJsonObject(before) || !isJsonObject(after)) return after
  const merged: JsonObject = { ...before }
  for (const [key, value] of Object.entries(after)) {
    merged[key] = Object.hasOwn(merged, key) ? mergeState(merged[key] ?? null, value) : value
  }
  return merged
}

const isEmpty = (value: Json): boolean =>
  value === null || (isJsonObject(value) && Object.keys(value).length === 0)

function parse(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json
  } catch {
    return undefined
  }
}
