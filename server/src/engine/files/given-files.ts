import { isJsonObject, type JsonObject } from '@flx/shared/json/json'
import { parseJsonInTurns } from '@flx/shared/json/json-text'

import { yieldToEventLoop } from '../../app/core/yield-to-event-loop.ts'
import { AppError, messageOf } from '../../domain/core/errors.ts'
import type { EngineContext } from '../engine-context.ts'
import type { PlannedProcess } from '../resolve-execution.ts'

/** A file of one's own in place of what would be discovered, or of the saved state. */
export interface GivenFile {
  path: string
  value: JsonObject
  /** As it stands in the file. */
  text: string
}

/**
 * The file that the extra `_catalog` or `_state` of an extractor names; null when it names none. Throws AppError
 * `invalid` when it cannot be read, or holds something else.
 */
export async function givenFile(
  context: Pick<EngineContext, 'givenFile'>,
  { plugin, resolved }: PlannedProcess,
  extra: 'catalog' | 'state',
): Promise<GivenFile | null> {
  const path = resolved.extras[extra]
  if (path === undefined || path === null || path === '') return null
  const refusal = (why: string, cause?: unknown): AppError =>
    new AppError('invalid', `The setting _${extra} of ${plugin.name} cannot be used: ${why}`, { cause })
  if (typeof path !== 'string') throw refusal('it must name a file.')
  const text = await context.givenFile(path, `_${extra}`).catch((error: unknown) => {
    throw refusal(messageOf(error), error)
  })
  // It may be a catalogue of megabytes.
  const value = await parseJsonInTurns(text, yieldToEventLoop()).catch(() => undefined)
  if (!isJsonObject(value) || (extra === 'catalog' && !Array.isArray(value['streams']))) {
    throw refusal(
      `the file "${path}" does not hold a JSON object${extra === 'catalog' ? ' with "streams"' : ''}.`,
    )
  }
  return { path, value, text }
}
