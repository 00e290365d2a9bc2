import * as z from 'zod'

import { unknownCursor } from '../../../../domain/core/errors.ts'

const cursorSchema = z.array(z.string().max(2000)).min(2).max(5)

/** Encodes where a page ended as opaque text. The sort is part of it, so that it cannot be used with another one. */
export function encodeCursor(sort: string, keys: readonly string[]): string {
  return Buffer.from(JSON.stringify([sort, ...keys])).toString('base64url')
}

/** Returns the `count` keys of a cursor. Throws AppError `malformed` for text that no list of this sort gave out. */
export function decodeCursor(sort: string, count: number, text: string): string[] {
  try {
    const json: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const [cursorSort, ...keys] = cursorSchema.parse(json)
    if (cursorSort !== sort || keys.length !== count || keys.some((key) => key.includes('\0'))) {
      throw new Error('It belongs to another list.')
    }
    return keys
  } catch (error) {
    throw unknownCursor(error)
  }
}
