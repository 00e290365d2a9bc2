import type { LiveEvent } from '@flx/shared/live'

import { messageOf } from '../domain/errors.ts'
import type { Log } from '../domain/log.ts'
import type { EventLog } from '../domain/ports.ts'

/** Follows the event log and hands on each event once, in the order of `seq`. */
export interface Relay extends AsyncDisposable {
  /** `seq` of the last event that was handed on. Later ones reach whoever listens now. */
  position(): number
}

const PAGE = 500
const RETRY_MS = 1000

/** Starts at the present end of the log. Woken by appends; a failed read is tried again. */
export async function startRelay(
  events: EventLog,
  emit: (event: LiveEvent) => void,
  log: Log,
): Promise<Relay> {
  const state = { woken: false, stopped: false }
  let reading: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined
  // Listening begins before the head is read: what is appended in between is found by the first reading.
  const stopListening = events.onAppend(() => wake())
  let position = await events.head()

  function wake(): void {
    state.woken = true
    if (reading !== undefined || state.stopped) return
    reading = drain().finally(() => {
      reading = undefined
      // A wake-up that came while the last reading ended.
      if (state.woken && retry === undefined) wake()
    })
  }

  async function drain(): Promise<void> {
    try {
      while (state.woken && !state.stopped) {
        state.woken = false
        for (;;) {
          const page = await events.after(position, PAGE)
          for (const event of page) {
            position = event.seq
            emit(event)
          }
          if (page.length < PAGE || state.stopped) break
        }
      }
    } catch (error) {
      log.error({ error: messageOf(error) }, 'The event log could not be read; trying again')
      retry = setTimeout(() => {
        retry = undefined
        wake()
      }, RETRY_MS).unref()
    }
  }

  wake()
  return {
    position: () => position,
    async [Symbol.asyncDispose]() {
      state.stopped = true
      state.woken = false
      stopListening()
      clearTimeout(retry)
      await reading
    },
  }
}
