import { channel } from 'node:diagnostics_channel'

import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import { messageOf } from '../../../../domain/core/errors.ts'
import type { SecretBox } from '../../../../domain/core/ports.ts'

/** Where something that cannot be read lies. */
export interface Damage {
  table: string
  id: string
  column: string
  reason: string
}

/** Hears of every column that cannot be read, each time it is read. The composition root logs each one once. */
export const damageChannel = channel('flx.damage')

/** Text of a JSON column. */
export const toJson = (value: unknown): string => JSON.stringify(value ?? null)

/**
 * Reads the JSON columns of one row, the only place where stored JSON and sealed text are read. A damaged column gives
 * its fallback, is named in `damaged` and reported to `damageChannel`: one bad row never takes a whole list with it.
 */
export interface RowReader {
  /** The columns that could not be read so far. */
  readonly damaged: string[]
  json(column: string, text: string, fallback?: Json): Json
  /** That it is a list, and one of the right kind of items, is checked; their inside is what this adapter wrote. */
  array<T>(column: string, text: string, items?: 'text' | 'object'): T[]
  object<T extends object = JsonObject>(column: string, text: string, fallback?: T): T
  /** The text in a sealed column; undefined when it does not open. */
  open(column: string, sealed: string, secretBox: SecretBox): string | undefined
  sealedObject<T extends object = JsonObject>(
    column: string,
    sealed: string,
    secretBox: SecretBox,
    fallback?: T,
  ): T
  /** Names a column as damaged that is not JSON. */
  report(column: string, reason: string): void
}

/** The reader of the row of a table with that key. */
export function rowReader(table: string, id: string): RowReader {
  const damaged: string[] = []
  const report = (column: string, reason: string): void => {
    if (!damaged.includes(column)) damaged.push(column)
    damageChannel.publish({ table, id, column, reason } satisfies Damage)
  }
  const parse = (column: string, text: string): Json | undefined => {
    try {
      return parseJson(text)
    } catch {
      // The parser quotes the text.
      report(column, 'It is not valid JSON.')
      return undefined
    }
  }
  const asObject = <T extends object>(column: string, text: string | undefined, fallback: T): T => {
    const value = text === undefined ? undefined : parse(column, text)
    if (isJsonObject(value)) return value as T
    if (value !== undefined) report(column, 'It is not an object.')
    return fallback
  }
  const open = (column: string, sealed: string, secretBox: SecretBox): string | undefined => {
    try {
      return secretBox.open(sealed)
    } catch (error) {
      report(column, messageOf(error))
      return undefined
    }
  }
  return {
    damaged,
    report,
    open,
    json: (column, text, fallback = null) => parse(column, text) ?? fallback,
    array<T>(column: string, text: string, items?: 'text' | 'object'): T[] {
      const value = parse(column, text)
      if (value === undefined) return []
      if (Array.isArray(value) && (items === undefined || value.every(FITS[items]))) return value as T[]
      report(column, 'It is not a list.')
      return []
    },
    object: <T extends object>(column: string, text: string, fallback = {} as T) =>
      asObject(column, text, fallback),
    sealedObject: <T extends object>(
      column: string,
      sealed: string,
      secretBox: SecretBox,
      fallback = {} as T,
    ) => asObject(column, open(column, sealed, secretBox), fallback),
  }
}

const FITS = {
  text: (item: Json) => typeof item === 'string',
  object: isJsonObject,
} as const
