import { parentPort, workerData } from 'node:worker_threads'

import type { Json } from '@flx/shared/json'
import type { FieldProblem } from '@flx/shared/problem'

import { AppError } from '../../domain/errors.ts'
import { readYaml } from '../../domain/pipelines-yaml.ts'

export type DocumentAnswer = { value: Json } | { problem: string; fields: FieldProblem[] }

/** Runs in a thread of its own, see `document-reader.ts`: reads one document. */
parentPort?.postMessage(answer(String(workerData)))

function answer(text: string): DocumentAnswer {
  try {
    return { value: readYaml(text) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error
    return { problem: error.message, fields: error.fields ?? [] }
  }
}
