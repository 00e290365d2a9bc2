import type { Json } from '@flx/shared/json/json'

import { maskJson } from '../domain/settings/secrets/masker.ts'
import { mergeState } from '../domain/singer/state/merge-state.ts'
import { readStateLine, type StateRefusal } from '../domain/singer/state/singer-state.ts'
import type { Lease } from '../domain/executions/execution-store.ts'
import type { Masker } from '../domain/core/ports.ts'
import type { EngineContext } from './engine-context.ts'

/** State lines come in bursts; one write per second is enough as long as the last one is always saved. */
const SAVE_MS = 1000
/** Pages load the state again when they hear of it, which takes a request. */
const ANNOUNCE_MS = 5000

export interface ConfirmedState extends Disposable {
  /** Takes a line of the loader's stdout. Returns false if it is not a state and belongs in the log. */
  line(line: string): boolean
  /** Saves the latest unsaved state. Returns false if the lease is lost; rejects if it cannot be stored. */
  flush(): Promise<boolean>
}

/**
 * Saves the states that the loader confirms. A full refresh or selected streams (`merge`) merge into the previous state, so
 * that the bookmarks of other streams survive. Lines that are not a state, and empty states, never overwrite anything
 * (SINGER.md §2.8); each reason is reported once. Pages hear of the first saved state at once, then of the latest every few
 * seconds; the event of the end covers the last one.
 */
export function createConfirmedState(
  context: Pick<EngineContext, 'states' | 'clock' | 'hints'>,
  options: {
    lease: Lease
    pipelineId: string
    before: Json
    merge: boolean
    /** If false, states are consumed and dropped, because they are not bookmarks of the pipeline. */
    keep: boolean
    /** Masks the state that users see. */
    masker: Masker
    onRefused: (refusal: StateRefusal) => void
    onLost: () => void
  },
): ConfirmedState {
  let unsaved: { value: Json; text?: string } | undefined
  let confirmed: Json | undefined
  const reportedRefusals = new Set<StateRefusal>()
  let saving: Promise<boolean> = Promise.resolve(true)
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause: ReturnType<typeof setTimeout> | undefined
  let isAnnouncementDue = false

  const announce = (): void => {
    isAnnouncementDue = pause !== undefined
    if (isAnnouncementDue) return
    const { lease, pipelineId } = options
    context.hints.publish({ type: 'state.confirmed', executionId: lease.executionId, pipelineId })
    pause = setTimeout(() => {
      pause = undefined
      if (isAnnouncementDue) announce()
    }, ANNOUNCE_MS)
  }

  const save = async (): Promise<boolean> => {
    if (unsaved === undefined) return true
    const state = unsaved
    const at = context.clock.now().toISOString()
    const shown = maskJson(state.value, options.masker)
    const hasLease = await context.states.saveConfirmed(
      options.lease,
      options.pipelineId,
      shown === state.value ? state : { ...state, shown },
      at,
    )
    if (hasLease) announce()
    else options.onLost()
    // A newer state may have arrived meanwhile.
    if (unsaved === state) unsaved = undefined
    return hasLease
  }

  const flush = (): Promise<boolean> => {
    clearTimeout(timer)
    timer = undefined
    // After a failed write the value is still there and is tried again.
    saving = saving.catch(() => true).then((hasLease) => hasLease && save())
    return saving
  }

  return {
    line(line) {
      const parsed = readStateLine(line)
      if ('refusal' in parsed) {
        if (!reportedRefusals.has(parsed.refusal)) options.onRefused(parsed.refusal)
        reportedRefusals.add(parsed.refusal)
        return parsed.refusal === 'empty'
      }
      if (!options.keep) return true
      // Covers only some streams: the others keep what this execution or the previous one confirmed.
      if (parsed.partial === true) confirmed = mergeState(confirmed ?? options.before, parsed.state)
      else confirmed = options.merge ? mergeState(options.before, parsed.state) : parsed.state
      unsaved = {
        value: confirmed,
        ...(confirmed === parsed.state && parsed.text !== undefined ? { text: parsed.text } : {}),
      }
      timer ??= setTimeout(() => void flush().catch(() => undefined), SAVE_MS)
      return true
    },
    flush,
    [Symbol.dispose]() {
      clearTimeout(timer)
      clearTimeout(pause)
    },
  }
}
