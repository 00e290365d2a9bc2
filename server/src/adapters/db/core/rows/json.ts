import { channel } from 'node:diagnostics_channel'

import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import { messageOf } from '../../../../domain/core/errors.ts'
import type { SecretBox } from '../../../../domain/core/ports.ts'

/** The place of an unreadable value, and the reason. */
export interface Damage {
  table: string
  id: string
  column: string
  reason: string
}

/** Publishes every unreadable column each time it is read. The composition root logs each one once. */
export const damageChannel = channel('flx.damage')

/** Returns the text of a JSON column. */
export const toJson = (value: unknown): string => JSON.stringify(value ?? null)

/**
 * Reads the JSON columns of one row; stored JSON and sealed text are read nowhere else. A damaged column yields its
 * fallback, is named in `damaged` and reported to `damageChannel`, so that one bad row never takes down a whole list.
 */
export interface RowReader {
  /** The columns that could not be read so far. */
  readonly damaged: string[]
  json(column: string, text: string, fallback?: Json): Json
  /**
   * Checks that the value is a list, and the kind of its items; not the content of the items, which this adapter wrote.
   */
  array<T>(column: string, text: string, items?: 'text' | 'object'): T[]
  object<T extends object = JsonObject>(column: string, text: string, fallback?: T): T
  /** Returns the text of a sealed column; undefined if it cannot be opened. */
  open(column: string, sealed: string, secretBox: SecretBox): string | undefined
  sealedObject<T extends object = JsonObject>(
    column: string,
    sealed: string,
    secretBox: SecretBox,
    fallback?: T,
  ): T
  /** Marks a column as damaged, also one that is not JSON. */
  report(column: string, reason: string): void
}

/** Creates the reader of the row with this id. */
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
      // The message is ours, because the parser's quotes the text.
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
      if (Array.isArray(value) && (items === undefined || value.every(ITEM_CHECKS[items])))
        return value as T[]
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

const ITEM_CHECKS = {
  text: (item: Json) => typeof item === 'string',
  object: isJsonObject,
} as const
