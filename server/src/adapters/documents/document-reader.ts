import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import type { Json } from '@flx/shared/json'

import { AppError, invalid } from '../../domain/errors.ts'
import { readYaml } from '../../domain/pipelines-yaml.ts'
import type { DocumentAnswer } from './document-thread.ts'

/** Shorter ones take less time than a thread takes to start. */
const SHORT = 10_000
const LIMITS = { maxOldGenerationSizeMb: 512 }

/**
 * Reads a YAML document off the thread of the server: a broken one may keep the parser for many seconds. Throws AppError
 * `invalid`, with the first problems, and for one that takes longer than `mostMs`.
 */
export async function readDocument(text: string, mostMs = 15_000): Promise<Json> {
  if (text.length <= SHORT) return readYaml(text)
  const thread = new Worker(new URL('./document-thread.ts', import.meta.url), {
    workerData: text,
    resourceLimits: LIMITS,
  })
  const signal = AbortSignal.timeout(mostMs)
  try {
    // `once` also rejects when the thread fails.
    const [answer] = (await once(thread, 'message', { signal })) as [DocumentAnswer]
    if ('value' in answer) return answer.value
    throw new AppError('invalid', answer.problem, { fields: answer.fields })
  } catch (error) {
    if (
      signal.aborted ||
      (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    )
      throw invalid(
        'The document cannot be read: it takes too long. Divide it, or look for what is broken in it.',
        'yaml',
      )
    throw error
  } finally {
    await thread.terminate()
  }
}
