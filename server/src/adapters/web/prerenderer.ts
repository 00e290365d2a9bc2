import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'

import { messageOf } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import type { Prerenderer } from '../../domain/core/prerenderer.ts'
import type { Drawing, Drawn } from './prerender-thread.ts'

const MINUTE = 60_000
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 }
/** How many documents wait for their drawing; further ones are sent without. */
const MAX_WAITING = 4

export interface PrerenderTimes {
  /** How long a document waits for its drawing, in ms. */
  maxWaitMs?: number
  /** How long without a document until the thread ends, which frees its memory; in ms. */
  idleMs?: number
  /** How long until a failed thread is started again, in ms. */
  retryMs?: number
}

interface Thread {
  worker: Worker
  /** It has drawn once: its code is compiled. */
  ready: boolean
}

/**
 * Draws in a thread, so that executions are never delayed by it. The thread starts with the first document, which does
 * not wait for it. `file` is built with the page; without it nothing is drawn.
 */
export function createPrerenderer(
  file: string,
  log: Log,
  { maxWaitMs = 250, idleMs = 10 * MINUTE, retryMs = MINUTE }: PrerenderTimes = {},
): Prerenderer & AsyncDisposable {
  const waiting = new Map<number, (html: string | undefined) => void>()
  let thread: Thread | undefined
  let idleTimer: NodeJS.Timeout | undefined
  let failedAt = -Infinity
  let last = 0

  function start(): Thread | undefined {
    if (performance.now() - failedAt < retryMs || !existsSync(file)) return undefined
    const worker = new Worker(new URL('./prerender-thread.ts', import.meta.url), {
      workerData: file,
      resourceLimits: LIMITS,
    })
    // The thread does not keep the process alive.
    worker.unref()
    const started: Thread = { worker, ready: false }
    worker.on('message', (drawn: Drawn) => {
      started.ready = true
      if ('error' in drawn) log.warn({ error: drawn.error }, 'Could not render the executions page')
      waiting.get(drawn.id)?.('html' in drawn ? drawn.html : undefined)
    })
    worker.on('error', (error) => {
      failedAt = performance.now()
      log.warn({ error: messageOf(error) }, 'The thread that renders the executions page failed')
    })
    worker.on('exit', () => {
      if (thread !== started) return
      thread = undefined
      for (const resolve of waiting.values()) resolve(undefined)
    })
    return started
  }

  return {
    async draw(answers, look) {
      clearTimeout(idleTimer)
      idleTimer = setTimeout(() => void thread?.worker.terminate(), idleMs).unref()
      thread ??= start()
      if (thread === undefined || waiting.size >= MAX_WAITING) return undefined
      const { worker, ready } = thread
      const id = (last += 1)
      const drawn = Promise.withResolvers<string | undefined>()
      waiting.set(id, drawn.resolve)
      let timer: NodeJS.Timeout | undefined
      try {
        const drawing: Drawing = { id, answers: await answers(), look }
        worker.postMessage(drawing)
        if (!ready) return undefined
        timer = setTimeout(drawn.resolve, maxWaitMs, undefined)
        return await drawn.promise
      } finally {
        clearTimeout(timer)
        waiting.delete(id)
      }
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(idleTimer)
      await thread?.worker.terminate()
    },
  }
}
