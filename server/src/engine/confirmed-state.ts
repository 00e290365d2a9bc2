import type { Json } from '@flx/shared/json/json'

import { maskJson } from '../domain/settings/secrets/masker.ts'
import { mergeState } from '../domain/singer/state/merge-state.ts'
import { readStateLine, type StateRefusal } from '../domain/singer/state/singer-state.ts'
import type { Lease } from '../domain/executions/execution-store.ts'
import type { Masker } from '../domain/core/ports.ts'
import type { EngineContext } from './engine-context.ts'

/** State lines come in bursts; one write a second is enough as long as the last one is always saved. */
const SAVE_MS = 1000

export interface ConfirmedState extends Disposable {
  /** A line that the loader wrote on stdout. False when it is not a state, and belongs into the log. */
  line(line: string): boolean
  /** Saves what is not saved yet. False when the lease is lost; rejects when it cannot be stored. */
  flush(): Promise<boolean>
}

/**
 * Keeps what the loader confirmed. A full refresh, and one of chosen streams, merges what comes back into the state
 * before, so that bookmarks of streams it did not touch survive. What is not a state, and what says nothing, never
 * overwrites anything (SINGER.md §2.8); why is told once for each reason.
 */
export function createConfirmedState(
  context: Pick<EngineContext, 'states' | 'clock'>,
  options: {
    lease: Lease
    pipelineId: string
    before: Json
    merge: boolean
    /** False: states are counted and dropped, because they are not bookmarks of the pipeline. */
    keep: boolean
    /** Of what people see of it. */
    masker: Masker
    onRefused: (refusal: StateRefusal) => void
    onLost: () => void
  },
): ConfirmedState {
  let unsaved: { value: Json; text?: string } | undefined
  let confirmed: Json | undefined
  const refused = new Set<StateRefusal>()
  let saving: Promise<boolean> = Promise.resolve(true)
  let timer: ReturnType<typeof setTimeout> | undefined

  const save = async (): Promise<boolean> => {
    if (unsaved === undefined) return true
    const state = unsaved
    const at = context.clock.now().toISOString()
    const shown = maskJson(state.value, options.masker)
    const held = await context.states.saveConfirmed(
      options.lease,
      options.pipelineId,
      shown === state.value ? state : { ...state, shown },
      at,
    )
    if (!held) options.onLost()
    // A newer one may have come in the meantime.
    if (unsaved === state) unsaved = undefined
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
      const read = readStateLine(line)
      if ('refusal' in read) {
        if (!refused.has(read.refusal)) options.onRefused(read.refusal)
        refused.add(read.refusal)
        return read.refusal === 'empty'
      }
      if (!options.keep) return true
      // Of some streams only: the others keep what this execution, or the one before, confirmed.
      if (read.partial === true) confirmed = mergeState(confirmed ?? options.before, read.state)
      else confirmed = options.merge ? mergeState(options.before, read.state) : read.state
      unsaved = {
        value: confirmed,
        ...(confirmed === read.state && read.text !== undefined ? { text: read.text } : {}),
      }
      timer ??= setTimeout(() => void flush().catch(() => undefined), SAVE_MS)
      return true
    },
    flush,
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}
