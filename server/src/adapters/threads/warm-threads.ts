import { once } from 'node:events'
import { parentPort, Worker } from 'node:worker_threads'

import { isOutOfMemory } from './in-thread.ts'

/** Threads of one program, each of which does one task at a time. */
export interface WarmThreads<Task, Answer> {
  /** Runs a task. Rejects if the task fails, needs more memory than a thread has, or `signal` is aborted. */
  run(task: Task, signal: AbortSignal): Promise<Answer>
}

/** An idle thread ends after this time, which frees its memory. */
const IDLE_MILLISECONDS = 10_000

/**
 * Creates threads for recurring work that would block the server: loading the modules of a thread takes longer than
 * most tasks. The thread of one task takes the next one, unless it failed or was aborted. Concurrent tasks get a thread
 * each, of which one is kept. `program` answers with `answerTasks`.
 */
export function warmThreads<Task, Answer>(
  program: URL,
  { maxMb, idleMs = IDLE_MILLISECONDS }: { maxMb: number; idleMs?: number },
): WarmThreads<Task, Answer> {
  let idle: Worker | undefined
  let ending: NodeJS.Timeout | undefined

  function start(): Worker {
    const started = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: maxMb } })
    // An idle thread can fail as well; no task waits for it.
    started.on('error', () => undefined)
    started.on('exit', () => {
      if (idle === started) idle = undefined
    })
    return started
  }

  function takeIdle(): Worker | undefined {
    clearTimeout(ending)
    const thread = idle
    idle = undefined
    thread?.ref()
    return thread
  }

  function keep(thread: Worker): void {
    if (idle !== undefined) return void thread.terminate()
    idle = thread
    // An idle thread does not keep the process alive.
    thread.unref()
    ending = setTimeout(() => void takeIdle()?.terminate(), idleMs).unref()
  }

  async function runIn(thread: Worker, task: Task, signal: AbortSignal): Promise<Answer> {
    try {
      thread.postMessage(task)
      // `once` also rejects if the thread fails.
      const [answer] = (await once(thread, 'message', { signal })) as [Answer]
      keep(thread)
      return answer
    } catch (error) {
      await thread.terminate()
      throw error
    }
  }

  return {
    async run(task, signal) {
      const warm = takeIdle()
      if (warm === undefined) return runIn(start(), task, signal)
      try {
        return await runIn(warm, task, signal)
      } catch (error) {
        // Memory left over from earlier tasks counted as well.
        if (!isOutOfMemory(error) || signal.aborted) throw error
        return runIn(start(), task, signal)
      }
    },
  }
}

/** Answers each task in a program of `warmThreads`. An exception ends its thread, and the task fails with it. */
export const answerTasks = <Task>(answer: (task: Task) => unknown): unknown =>
  parentPort?.on('message', (task: Task) => parentPort?.postMessage(answer(task)))
