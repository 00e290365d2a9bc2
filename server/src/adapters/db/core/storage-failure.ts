import { messageOf } from '../../../domain/core/errors.ts'
import { codeOf } from './database-errors.ts'

const UNREACHABLE =
  'The database server is not reachable, so nothing can be saved. Start it; saving resumes automatically.'

/** Errors of the place where the data is stored, not of a statement: code, and a sentence with problem and remedy. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|53100)/,
    'The disk that holds the database is full, so nothing can be saved. Free some space; saving resumes automatically.',
  ],
  [
    /^(SQLITE_READONLY|EROFS|25006)/,
    'The database is read-only, so nothing can be saved. Check that its folder exists, is writable and is not mounted read-only.',
  ],
  [
    /^(SQLITE_BUSY|55P03)/,
    'Another program has locked the database, so nothing can be saved. Stop that program; saving resumes automatically.',
  ],
  [
    /^(SQLITE_IOERR|SQLITE_CANTOPEN|EIO)/,
    'The disk that holds the database reports errors, so nothing can be saved. Check the disk and its mount.',
  ],
  [
    /^(SQLITE_CORRUPT|SQLITE_NOTADB)/,
    'The database file is damaged. Stop the server, keep a copy of the data folder, and restore a backup.',
  ],
  [
    /^(EMFILE|ENFILE)/,
    'The server has too many files open, so executions wait. Close pages and connections, or raise the limit (ulimit -n); they resume automatically.',
  ],
  [/^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/, UNREACHABLE],
  [/^(57P0[1-3]|08|25P03)/, UNREACHABLE],
  [
    /^53300/,
    'The database server has no connection left, so nothing can be saved. Raise its max_connections or lower FLX_DATABASE_CONNECTIONS; saving resumes automatically.',
  ],
]

/** Returns the sentence for an error of the storage itself; undefined for every other error. */
export function storageFailure(error: unknown): string | undefined {
  const code = codeOf(error)
  const sentence = FAILURES.find(([pattern]) => pattern.test(code))?.[1]
  return sentence ?? (code === '' && isLostConnection(error) ? UNREACHABLE : undefined)
}

/** Whether PostgreSQL cannot be reached at the moment: the same statement will succeed later. */
export const isUnreachable = (error: unknown): boolean => storageFailure(error) === UNREACHABLE

/** Recognises messages that the driver gives without a code when the server is gone or does not answer. */
const isLostConnection = (error: unknown): boolean =>
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client (has encountered a connection error|was closed))/.test(
    messageOf(error),
  )
