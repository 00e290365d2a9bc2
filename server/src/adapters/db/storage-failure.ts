import { codeOf } from './database-errors.ts'

/** Errors that tell of the place where the data is kept, not of a statement: code, what is wrong and what to do. */
const FAILURES: readonly (readonly [RegExp, string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|53100)/,
    'The disk that holds the database is full, so nothing can be saved. Free some space; saving goes on by itself.',
  ],
  [
    /^(SQLITE_READONLY|EROFS|25006)/,
    'The database is read-only, so nothing can be saved. Check that its folder is there, writable and not mounted read-only.',
  ],
  [
    /^(SQLITE_BUSY|55P03)/,
    'Another program holds the database locked, so nothing can be saved. End that program; saving goes on by itself.',
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
    /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|57P0[1-3]|08)/,
    'The database server cannot be reached, so nothing can be saved. Start it; saving goes on by itself.',
  ],
]

/** The sentence for an error of the storage itself; undefined for every other error. */
export function storageFailure(error: unknown): string | undefined {
  const code = codeOf(error)
  return FAILURES.find(([pattern]) => pattern.test(code))?.[1]
}
