import { AppError } from '../core/errors.ts'
import type { Place } from './parts.ts'

/** A file that cannot be read at all, with its name and line in front. */
export function refusal({ file, line }: Place, what: string): AppError {
  const message = `${file}, line ${line}: ${what}`
  return new AppError('invalid', `Could not read the project. ${message}`, {
    fields: [{ path: `${file}:${line}`, message }],
  })
}
