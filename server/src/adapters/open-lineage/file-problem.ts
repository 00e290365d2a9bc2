import { messageOf } from '../../domain/core/errors.ts'

const PROBLEMS: Partial<Record<string, string>> = {
  ELOOP: 'It is a link, and events are not written through links. Remove it.',
  EACCES: 'The server is not allowed to write it. Allow its user to write in this folder.',
  EPERM: 'The server is not allowed to write it. Allow its user to write in this folder.',
  EROFS: 'Its disk is read-only.',
  ENOSPC: 'The disk is full. Free some space, or lower the size and number of the files.',
  EDQUOT: 'The disk quota is used up. Free some space, or lower the size and number of the files.',
  EFBIG: 'The file cannot become larger. Lower the size of the file.',
  EISDIR: 'It is a folder. Remove it.',
  ENOTDIR: 'There is a file where its folder should be. Remove that file.',
  EEXIST: 'There is a file where its folder should be. Remove that file.',
  EIO: 'The disk reports an error.',
  NOT_A_FILE: 'It is not a regular file. Remove it.',
}

/** Explains why an event could not be written to a file, and what to do. Nothing is lost: the event is tried again. */
export function fileProblem(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return `The file ${file} cannot be written. ${PROBLEMS[code] ?? messageOf(error)}`
}
