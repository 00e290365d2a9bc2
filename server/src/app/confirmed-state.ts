import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'

import { maskJson } from '../domain/masker.ts'
import type { Lease } from '../domain/execution-store.ts'
import type { Masker } from '../domain/ports.ts'
import type { EngineContext } from './engine-context.ts'

/** State lines come in bursts; one write a second is enough as long as the last one is always saved. */
const SAVE_MS = 1000
/** A loader that prints its log on stdout must not fill ours. */
const MAX_WARNINGS = 5

export interface ConfirmedState extends Disposable {
  /** A line that the loader wrote on stdout: a raw state value. */
  line(line: string): void
  /** Saves what is not saved yet. False when the lease is lost; rejects when it cannot be stored. */
  flush(): Promise<boolean>
  /** How many state lines came. */
  received(): number
}

/**
 * Keeps what the loader confirmed. A full refresh, and one of chosen streams, merges what comes back into the state
 * before, so that bookmarks of streams it did not touch survive; null and {} never overwrite anything (SINGER.md §2.8).
 */
export function createConfirmedState(
  context: Pick<EngineContext, 'states' | 'clock'>,
  options: {
    lease: Lease
    pipelineId: string
    before: Json
    merge: boolean
    /** False: what comes is counted and forgotten, because it is no bookmark of the pipeline. */
    keep: boolean
    /** Of what people see of it. */
    masker: Masker
    onInvalid: (excerpt: string) => void
    onLost: () => void
  },
): ConfirmedState {
  let unsaved: Json | undefined
  let received = 0
  let invalid = 0
  let saving: Promise<boolean> = Promise.resolve(true)
  let timer: ReturnType<typeof setTimeout> | undefined

  const save = async (): Promise<boolean> => {
    if (unsaved === undefined) return true
    const value = unsaved
    const at = context.clock.now().toISOString()
    const shown = maskJson(value, options.masker)
    const held = await context.states.saveConfirmed(
      options.lease,
      options.pipelineId,
      value,
      at,
      ...(shown === value ? [] : [shown]),
    )
    if (!held) options.onLost()
    // A newer one may have come in the meantime.
    if (unsaved === value) unsaved = undefined
    return held
  }

  const flush = (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    // After a write that failed the value is still there and is tried again.
    saving = saving.catch(() => true).then((held) => held && save())
    return saving
  }

  return {
    line(line) {
      const parsed = parse(line)
      if (parsed === undefined) {
        invalid += 1
        if (invalid <= MAX_WARNINGS) options.onInvalid(line.slice(0, 200))
        return
      }
      received += 1
      if (!options.keep || isEmpty(parsed)) return
      unsaved = options.merge ? mergeState(options.before, parsed) : parsed
      timer ??= setTimeout(() => void flush().catch(() => undefined), SAVE_MS)
    },
    flush,
    received: () => received,
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}

/** Objects merge recursively, everything else is replaced. */
export function mergeState(before: Json, after: Json): Json {
  if (!isJsonObject(before) || !isJsonObject(after)) return after
  const merged = new Map<string, Json>(Object.entries(before))
  for (const [key, value] of Object.entries(after)) {
    const earlier = merged.get(key)
    merged.set(key, earlier === undefined ? value : mergeState(earlier, value))
  }
  return Object.fromEntries(merged) satisfies JsonObject
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
