import type { FieldProblem } from '@flx/shared/core/problem'

import { AppError } from '../../domain/core/errors.ts'
import { readYaml } from '../../domain/pipelines/pipelines-yaml.ts'
import { answerTasks } from '../threads/warm-threads.ts'

export type DocumentAnswer = { json: string } | { problem: string; fields: FieldProblem[] }

/** Runs in a thread, see `document-reader.ts`: reads documents. */
answerTasks(answer)

function answer(text: string): DocumentAnswer {
  try {
    // As text: a message between threads would lose the class of an exact number.
    return { json: JSON.stringify(readYaml(text)) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error
    return { problem: error.message, fields: error.fields ?? [] }
  }
}
