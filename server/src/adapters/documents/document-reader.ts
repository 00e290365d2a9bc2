import type { Json } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import { AppError, invalid } from '../../domain/core/errors.ts'
import { readYaml } from '../../domain/pipelines/pipelines-yaml.ts'
import { isOutOfMemory } from '../threads/in-thread.ts'
import { warmThreads } from '../threads/warm-threads.ts'
import type { DocumentAnswer } from './document-thread.ts'

/** Shorter documents take less time to read than a thread takes to start. */
const SHORT = 10_000
const threads = warmThreads<string, DocumentAnswer>(new URL('./document-thread.ts', import.meta.url), {
  maxMb: 512,
})

/**
 * Reads a YAML document outside the server's thread: a broken one can keep the parser busy for many seconds. Throws
 * AppError `invalid` with the first problems, or if it takes longer than `maxMs`.
 */
export async function readDocument(text: string, maxMs = 15_000): Promise<Json> {
  if (text.length <= SHORT) return readYaml(text)
  const signal = AbortSignal.timeout(maxMs)
  try {
    const answer = await threads.run(text, signal)
    if ('json' in answer) return parseJson(answer.json)
    throw new AppError('invalid', answer.problem, { fields: answer.fields })
  } catch (error) {
    if (signal.aborted || isOutOfMemory(error))
      throw invalid('Reading the document took too long. Split it, or check it for mistakes.', 'yaml')
    throw error
  }
}
