import { once } from 'node:events'
import { Worker, type Transferable } from 'node:worker_threads'

/**
 * Runs one task in a thread, which gets it as its `workerData` and posts one message as the answer: for work that would
 * block the server. Rejects if the thread fails, needs more memory than `maxMb`, or `signal` is aborted.
 */
export async function inThread<Answer>(
  program: URL,
  task: unknown,
  { maxMb, signal, transfer = [] }: { maxMb?: number; signal?: AbortSignal; transfer?: Transferable[] } = {},
): Promise<Answer> {
  const thread = new Worker(program, {
    workerData: task,
    transferList: transfer,
    ...(maxMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxMb } }),
  })
  try {
    // `once` also rejects if the thread fails.
    const [answer] = (await once(thread, 'message', signal === undefined ? {} : { signal })) as [Answer]
    return answer
  } finally {
    await thread.terminate()
  }
}

/** Whether `inThread` rejected because the task needed too much memory. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
