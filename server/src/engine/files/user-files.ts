import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import { parseJsonInTurns } from '@flx/shared/json/json-text'

import { yieldToEventLoop } from '../../app/core/yield-to-event-loop.ts'
import { AppError, messageOf } from '../../domain/core/errors.ts'
import type { EngineContext } from '../engine-context.ts'
import type { PlannedProcess } from '../resolve-execution.ts'

/** A user's own file that replaces discovery or the saved state. */
export interface UserFile {
  path: string
  value: JsonObject
  /** The original text. */
  text: string
}

/**
 * Reads the file named by an extractor's extra `_catalog` or `_state`; null if none is named. Throws AppError `invalid` if it
 * cannot be read or has the wrong content.
 */
export async function readUserFile(
  context: Pick<EngineContext, 'readUserFile'>,
  { plugin, resolved }: PlannedProcess,
  extra: 'catalog' | 'state',
): Promise<UserFile | null> {
  const path = resolved.extras[extra]
  if (path === undefined || path === null || path === '') return null
  const refusal = (reason: string, cause?: unknown): AppError =>
    new AppError('invalid', `The setting _${extra} of ${plugin.name} cannot be used: ${reason}`, { cause })
  if (typeof path !== 'string') throw refusal('it must name a file.')
  const text = await context.readUserFile(path, `_${extra}`).catch((error: unknown) => {
    throw refusal(messageOf(error), error)
  })
  // A catalogue can take megabytes.
  const value = await parseJsonInTurns(text, yieldToEventLoop()).catch(() => undefined)
  if (!isJsonObject(value) || (extra === 'catalog' && !Array.isArray(value['streams']))) {
    throw refusal(
      `the file "${path}" does not hold a JSON object${extra === 'catalog' ? ' with "streams"' : ''}.`,
    )
  }
  return { path, value, text }
}
