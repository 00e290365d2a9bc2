import { once } from 'node:events'
import { parentPort, Worker } from 'node:worker_threads'

import { isOutOfMemory } from './in-thread.ts'

/** Threads of one program that do one task at a time, each. */
export interface WarmThreads<Task, Answer> {
  /** Rejects when the task fails, needs more memory than a thread has, or `signal` is aborted. */
  run(task: Task, signal: AbortSignal): Promise<Answer>
}

/** An idle thread ends after this time, and gives its memory back. */
const IDLE_MILLISECONDS = 10_000

/**
 * For work that would keep the server from everything else and that comes again and again: loading the modules of a
 * thread takes longer than most tasks. The thread of one task takes the next one, unless it failed or had no time left;
 * tasks at the same time have a thread each, of which one is kept. `program` answers with `answerTasks`.
 */
export function warmThreads<Task, Answer>(
  program: URL,
  { mostMb, idleMs = IDLE_MILLISECONDS }: { mostMb: number; idleMs?: number },
): WarmThreads<Task, Answer> {
  let idle: Worker | undefined
  let ending: NodeJS.Timeout | undefined

  function start(): Worker {
    const started = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: mostMb } })
    // An idle one may fail as well: nobody waits for it.
    started.on('error', () => undefined)
    started.on('exit', () => {
      if (idle === started) idle = undefined
    })
    return started
  }

  function takeIdle(): Worker | undefined {
    clearTimeout(ending)
    const taken = idle
    idle = undefined
    taken?.ref()
    return taken
  }

  function keep(thread: Worker): void {
    if (idle !== undefined) return void thread.terminate()
    idle = thread
    // The server may end meanwhile.
    thread.unref()
    ending = setTimeout(() => void takeIdle()?.terminate(), idleMs).unref()
  }

  async function runIn(thread: Worker, task: Task, signal: AbortSignal): Promise<Answer> {
    try {
      thread.postMessage(task)
      // `once` also rejects when the thread fails.
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
        // What earlier tasks left there counted as well.
        if (!isOutOfMemory(error) || signal.aborted) throw error
        return runIn(start(), task, signal)
      }
    },
  }
}

/** What a program of `warmThreads` does with each task. What it throws ends its thread, and the task fails with it. */
export const answerTasks = <Task>(answer: (task: Task) => unknown): unknown =>
  parentPort?.on('message', (task: Task) => parentPort?.postMessage(answer(task)))
