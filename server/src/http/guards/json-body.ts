import type { Json } from '@flx/shared/json/json'
import { MAX_JSON_LEVELS, nestsDeeper, TOO_DEEP } from '@flx/shared/json/json-limits'
import { parseJsonInTurns } from '@flx/shared/json/json-text'
import { placeOf } from '@flx/shared/settings/setting-value'

import { yieldToEventLoop } from '../../app/core/yield-to-event-loop.ts'
import { AppError } from '../../domain/core/errors.ts'
import type { HttpContext } from '../core/environment.ts'

/**
 * Returns the body of a request as JSON that keeps every digit. Reads it once, however many handlers use it.
 * Megabytes, such as a catalogue, are parsed in steps so that other requests get a turn. An empty body is an
 * empty object. Throws AppError `malformed` for bytes that are not UTF-8, because decoding would change them,
 * and for text that is not valid JSON.
 */
export async function jsonBody(c: HttpContext): Promise<Json> {
  const cachedBody = c.get('body')
  if (cachedBody !== undefined) return cachedBody.value
  const yieldTurn = yieldToEventLoop()
  const text = await textOf(c)
  await yieldTurn()
  const value = text.trim() === '' ? {} : await parseBody(text, yieldTurn)
  c.set('body', { value })
  return value
}

async function textOf(c: HttpContext): Promise<string> {
  const bytes = await c.req.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new AppError('malformed', 'The request body is not valid UTF-8.', { cause: error })
  }
}

async function parseBody(text: string, yieldTurn: () => Promise<void>): Promise<Json> {
  try {
    return await parseJsonInTurns(text, yieldTurn)
  } catch {
    if (nestsDeeper(text, MAX_JSON_LEVELS)) {
      throw new AppError('invalid', `The request was refused: ${TOO_DEEP}`)
    }
    // The parser's message quotes the body, which might contain a secret.
    throw new AppError('malformed', `The request body is not valid JSON${placeOf(text)}.`)
  }
}
