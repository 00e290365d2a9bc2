import type { FieldProblem } from '@flx/shared/core/problem'
import type { Json } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import { AppError } from '../../domain/core/errors.ts'
import type { RepresentOptions } from '../../domain/projects/import/represent-project.ts'
import type { Represented } from '../../domain/projects/import/represented.ts'
import type { ProjectFile } from '../../domain/projects/read-project.ts'
import { isOutOfMemory } from '../threads/in-thread.ts'
import { warmThreads } from '../threads/warm-threads.ts'

/** The input of the thread: the files, the choices, and the hub's definitions by `kind/name/variant`. */
export interface ProjectTask {
  files: readonly ProjectFile[]
  options: RepresentOptions
  hub: Record<string, Json>
}

export type ProjectAnswer = { json: string } | { problem: string; fields: FieldProblem[] }

const threads = warmThreads<ProjectTask, ProjectAnswer>(new URL('./project-thread.ts', import.meta.url), {
  maxMb: 512,
})

/**
 * Reads a project and converts it to our terms, outside the server's thread: its files come from outside and could keep
 * the parser busy for many seconds. Throws AppError `invalid` with file and line, or if it takes longer than `maxMs`.
 */
export async function readProjectFiles(task: ProjectTask, maxMs = 15_000): Promise<Represented> {
  const signal = AbortSignal.timeout(maxMs)
  try {
    const answer = await threads.run(task, signal)
    if ('json' in answer) return parseJson(answer.json) as unknown as Represented
    throw new AppError('invalid', answer.problem, { fields: answer.fields })
  } catch (error) {
    if (!signal.aborted && !isOutOfMemory(error)) throw error
    throw new AppError(
      'invalid',
      'Reading the project took too long. Leave out files that are not part of it, or check it for mistakes.',
      { fields: [{ path: 'files', message: 'Reading it took too long.' }], cause: error },
    )
  }
}
