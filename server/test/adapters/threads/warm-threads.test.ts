import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'

import { describe, expect, it } from 'vitest'

import { isOutOfMemory } from '../../../src/adapters/threads/in-thread.ts'
import { warmThreads } from '../../../src/adapters/threads/warm-threads.ts'

interface Task {
  fails?: boolean
  hangs?: boolean
  /** MB that the answer needs. */
  needs?: number
  /** MB that the thread never releases. */
  keeps?: number
}

/** Returns the number of its thread. */
const PROGRAM = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort, threadId } from 'node:worker_threads'
  const kept = []
  const take = (megabytes) => Array.from({ length: megabytes }, () => Array.from({ length: 131072 }, () => 1.5))
  parentPort.on('message', ({ fails, hangs, needs = 0, keeps = 0 }) => {
    if (fails) throw new Error('This task fails')
    while (hangs);
    kept.push(take(keeps))
    const needed = take(needs)
    parentPort.postMessage(threadId + needed.length * 0)
  })
`)}`,
)
const NEVER = new AbortController().signal
const start = (idleMs = 60_000) => warmThreads<Task, number>(PROGRAM, { maxMb: 64, idleMs })

describe('threads that stay warm', () => {
  it('run consecutive tasks in the same thread, and concurrent tasks in several', async () => {
    const threads = start()
    const first = await threads.run({}, NEVER)
    expect(await threads.run({}, NEVER)).toBe(first)
    const [second, third] = await Promise.all([threads.run({}, NEVER), threads.run({}, NEVER)])
    expect(second).toBe(first)
    expect(third).not.toBe(first)
    // One of the two is left.
    expect([second, third]).toContain(await threads.run({}, NEVER))
  })

  it('discard a thread that failed or timed out', async () => {
    const threads = start()
    const first = await threads.run({}, NEVER)
    await expect(threads.run({ fails: true }, NEVER)).rejects.toThrow('This task fails')
    const second = await threads.run({}, NEVER)
    expect(second).not.toBe(first)
    await expect(threads.run({ hangs: true }, AbortSignal.timeout(20))).rejects.toThrow('aborted')
    expect(await threads.run({}, NEVER)).not.toBe(second)
  })

  it('give each task all the memory, whatever earlier tasks left behind', async () => {
    const threads = start()
    const first = await threads.run({ keeps: 40 }, NEVER)
    expect(await threads.run({ needs: 40 }, NEVER)).not.toBe(first)
    const error = await threads.run({ needs: 400 }, NEVER).catch((reason: unknown) => reason)
    expect(isOutOfMemory(error)).toBe(true)
  })

  it('end when idle, and start again', async () => {
    const started = Promise.withResolvers<Worker>()
    process.once('worker', started.resolve)
    const threads = start(1)
    const first = await threads.run({}, NEVER)
    await once(await started.promise, 'exit')
    expect(await threads.run({}, NEVER)).toBeGreaterThan(first)
  })
})
