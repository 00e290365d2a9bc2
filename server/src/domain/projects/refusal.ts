import { AppError } from '../core/errors.ts'
import type { Place, ProjectProblem } from './parts.ts'

/** A file that cannot be read at all, with the fault and its place. */
export class UnreadableFile extends AppError {
  readonly problem: ProjectProblem

  constructor(place: Place, problem: string) {
    const message = `${place.file}, line ${place.line}: ${problem}`
    super('invalid', `Could not read the project. ${message}`, {
      fields: [{ path: `${place.file}:${place.line}`, message }],
    })
    this.problem = { place, message: problem }
  }
}

/** Creates the error for a file that cannot be read at all, prefixed with its name and line. */
export const refusal = (place: Place, problem: string): AppError => new UnreadableFile(place, problem)
