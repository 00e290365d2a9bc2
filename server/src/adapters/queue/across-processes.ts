import { parseJson } from '@flx/shared/json/json-text'
import type { LiveHint } from '@flx/shared/live/live'

import { coalesceHints } from '../../core/coalesce-hints.ts'
import type { HintBus, SessionEnds, WorkSignal, WorkSource } from '../../domain/core/ports.ts'
import { MAX_BYTES, type ProcessSignals } from './postgres-signals.ts'

/**
 * Publishes hints to the pages of every process: at once in this one; collected, at most four times a second per
 * subject, in the others.
 */
export function hintsAcrossProcesses(local: HintBus, signals: ProcessSignals): HintBus & Disposable {
  const remoteHints = coalesceHints((hints) => {
    for (const text of inPieces(hints)) signals.send('flx_hint', text)
  })
  const stopListening = signals.listen('flx_hint', (text) => {
    // Only our own processes send on this channel.
    for (const hint of parseJson(text) as LiveHint[]) local.publish(hint)
  })
  return {
    publish(hint) {
      local.publish(hint)
      remoteHints.push(hint)
    },
    subscribe: (listener) => local.subscribe(listener),
    [Symbol.dispose]() {
      remoteHints[Symbol.dispose]()
      stopListening()
    },
  }
}

/**
 * Yields lists of hints as JSON, each short enough for one notification. A hint that is too long on its own is dropped:
 * hints are lossy.
 */
export function* inPieces(hints: readonly LiveHint[], maxBytes = MAX_BYTES): Generator<string> {
  let piece: string[] = []
  let bytes = 2
  for (const hint of hints) {
    const text = JSON.stringify(hint)
    const size = Buffer.byteLength(text) + 1
    if (size + 2 > maxBytes) continue
    if (bytes + size > maxBytes) {
      yield `[${piece.join(',')}]`
      piece = []
      bytes = 2
    }
    piece.push(text)
    bytes += size
  }
  if (piece.length > 0) yield `[${piece.join(',')}]`
}

/** Passes signals for workers to every process. */
export function workAcrossProcesses(
  local: WorkSignal & WorkSource,
  signals: ProcessSignals,
): WorkSignal & WorkSource & Disposable {
  const stopListening = signals.listen('flx_work', (text) => {
    const [signal, id = ''] = text.split(' ')
    if (signal === 'pending') local.pending()
    else if (signal === 'freed') local.freed()
    else if (signal === 'cancel') local.cancelRequested(id)
    else if (signal === 'force') local.forceRequested(id)
  })
  const stopListeningForGaps = signals.onGap(() => local.freed())
  return {
    pending() {
      local.pending()
      signals.send('flx_work', 'pending')
    },
    freed() {
      local.freed()
      signals.send('flx_work', 'freed')
    },
    cancelRequested(id) {
      local.cancelRequested(id)
      signals.send('flx_work', `cancel ${id}`)
    },
    forceRequested(id) {
      local.forceRequested(id)
      signals.send('flx_work', `force ${id}`)
    },
    listen: (listener) => local.listen(listener),
    [Symbol.dispose]() {
      stopListening()
      stopListeningForGaps()
    },
  }
}

/** Announces ended sessions in every process, so that their sockets close wherever they are open. */
export function sessionEndsAcrossProcesses(
  local: SessionEnds,
  signals: ProcessSignals,
): SessionEnds & Disposable {
  const stopListening = signals.listen('flx_session', (sessionId) => local.ended(sessionId))
  return {
    ended(sessionId) {
      local.ended(sessionId)
      signals.send('flx_session', sessionId)
    },
    listen: (listener) => local.listen(listener),
    [Symbol.dispose]: stopListening,
  }
}
