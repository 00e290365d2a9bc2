import { AppError } from '../../../domain/core/errors.ts'
import { brokenUniqueness, codeOf } from '../core/database-errors.ts'

/**
 * The refusal that an error of the database stands for; undefined for every other error. Use cases look first and say
 * more; this is for two who do the same thing at the same moment, when both have looked.
 */
export function databaseRefusal(error: unknown): AppError | undefined {
  const code = codeOf(error)
  if (brokenUniqueness(error) !== undefined) {
    return new AppError('conflict', 'Another user saved the same item at the same time. Reload the page.', {
      cause: error,
    })
  }
  if (code === '23503' || code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new AppError('conflict', 'An item this refers to has just been removed. Reload the page.', {
      cause: error,
    })
  }
  // Text that PostgreSQL cannot store. The border refuses it; this is for a way in that forgot to.
  if (code === '22021' || code === '22P05') {
    return new AppError('invalid', 'The text contains a character that cannot be stored.', { cause: error })
  }
  return undefined
}
