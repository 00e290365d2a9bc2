import * as z from 'zod'

import { AppError } from '../../domain/errors.ts'

/** Where the next page begins: the sort value and the id of the last row. */
const cursorSchema = z.tuple([z.string(), z.string().max(64)])
export type Cursor = z.infer<typeof cursorSchema>

/** Opaque text of a cursor; `sort` is part of it, so that it cannot be used with another one. */
export function encodeCursor(sort: string, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([sort, ...cursor])).toString('base64url')
}

/** Throws AppError `malformed` for text that no list of this sort gave out. */
export function decodeCursor(sort: string, text: string): Cursor {
  try {
    const [cursorSort, ...rest] = z
      .tuple([z.string(), z.string(), z.string()])
      .parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    if (cursorSort !== sort) throw new Error('another sort')
    return cursorSchema.parse(rest)
  } catch (error) {
    throw new AppError(
      'malformed',
      'The cursor is not one that this list gave out. Start again at the first page.',
      { cause: error },
    )
  }
}
