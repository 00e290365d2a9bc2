import { AppError } from '../../domain/core/errors.ts'
import { representProject } from '../../domain/projects/import/represent-project.ts'
import { readProject } from '../../domain/projects/read-project.ts'
import { answerTasks } from '../threads/warm-threads.ts'
import type { ProjectAnswer, ProjectTask } from './project-reader.ts'

/** Runs in a thread, see `project-reader.ts`: reads projects. */
answerTasks(answer)

function answer({ files, options, hub }: ProjectTask): ProjectAnswer {
  try {
    const project = readProject(files, (kind, name, variant) => hub[`${kind}/${name}/${variant ?? ''}`])
    // As text: a message between threads would lose the class of an exact number.
    return { json: JSON.stringify(representProject(project, options)) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error
    return { problem: error.message, fields: error.fields ?? [] }
  }
}
