import { AppError } from '../../../domain/core/errors.ts'
import { violatedUniqueConstraint, codeOf } from '../core/database-errors.ts'

/**
 * Returns the refusal that a database error stands for; undefined for every other error. Use cases check first and give
 * more detail; this covers two users who do the same thing at the same moment, after both checks.
 */
export function databaseRefusal(error: unknown): AppError | undefined {
  const code = codeOf(error)
  if (violatedUniqueConstraint(error) !== undefined) {
    return new AppError('conflict', 'Another user saved the same item at the same time. Reload the page.', {
      cause: error,
    })
  }
  if (code === '23503' || code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new AppError('conflict', 'An item this refers to has just been removed. Reload the page.', {
      cause: error,
    })
  }
  // Text that PostgreSQL cannot store. Requests with such text are refused; this covers an entry point that does not
  // check.
  if (code === '22021' || code === '22P05') {
    return new AppError('invalid', 'The text contains a character that cannot be stored.', { cause: error })
  }
  return undefined
}
