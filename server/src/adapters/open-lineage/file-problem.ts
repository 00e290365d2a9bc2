import { messageOf } from '../../domain/core/errors.ts'

const PROBLEMS: Partial<Record<string, string>> = {
  ELOOP: 'It is a link, and events are not written through one. Remove it.',
  EACCES: 'The server may not write it. Let its user write in this folder.',
  EPERM: 'The server may not write it. Let its user write in this folder.',
  EROFS: 'Its disk can only be read.',
  ENOSPC: 'The disk is full. Make room, or lower the size and number of the files.',
  EDQUOT: 'The disk quota is used up. Make room, or lower the size and number of the files.',
  EFBIG: 'The file may not become larger. Lower the size of the file.',
  EISDIR: 'It is a folder. Remove it.',
  ENOTDIR: 'A file stands where its folder should be. Remove that.',
  EEXIST: 'A file stands where its folder should be. Remove that.',
  EIO: 'The disk reports an error.',
  NOT_A_FILE: 'It is neither a file nor missing. Remove it.',
}

/** Explains why an event could not be written to a file, and what to do. Nothing is lost: the event is tried again. */
export function fileProblem(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return `The file ${file} cannot be written. ${PROBLEMS[code] ?? messageOf(error)}`
}
