import { codeOf } from './database-errors.ts'

/** Errors of the place where the data is kept, not of a statement: code, problem and remedy. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|53100)/,
    'The disk that holds the database is full, so nothing can be saved. Free some space; saving resumes by itself.',
  ],
  [
    /^(SQLITE_READONLY|EROFS|25006)/,
    'The database is read-only, so nothing can be saved. Check that its folder is there, writable and not mounted read-only.',
  ],
  [
    /^(SQLITE_BUSY|55P03)/,
    'Another program has locked the database, so nothing can be saved. End that program; saving resumes by itself.',
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
    'The server has too many files open, so executions wait. Close pages and connections, or raise the limit (ulimit -n); they resume by themselves.',
  ],
  [
    /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|57P0[1-3]|08)/,
    'The database server is not reachable, so nothing can be saved. Start it; saving resumes by itself.',
  ],
]

/** The sentence for an error of the storage itself; undefined for every other error. */
export function storageFailure(error: unknown): string | undefined {
  const code = codeOf(error)
  return FAILURES.find(([pattern]) => pattern.test(code))?.[1]
}
