import { hash } from 'node:crypto'

import { withoutNul } from '../../core/rows/folded-text.ts'

/** A value as text that is the same whichever database it was read from; null stays null. */
export type Canonical = string | null

/** How a column of PostgreSQL, by its type, is written and compared. */
export interface ValueForm {
  /** What SQLite holds, as PostgreSQL reads it. */
  ofSqlite(value: SqliteValue): Canonical
  /** Reads the column as text; what it gives goes through `ofText`. */
  select(column: string): string
  ofText(text: string): Canonical
}

/** What better-sqlite3 hands out with exact integers. */
export type SqliteValue = string | bigint | number | Buffer | null

const same = (text: string): string => text

const whole: ValueForm = {
  ofSqlite: (value) => (value === null ? null : BigInt(value as string | bigint | number).toString()),
  select: (column) => `${column}::text`,
  ofText: same,
}

const fraction = (round: (value: number) => number): ValueForm => ({
  ofSqlite: (value) => (value === null ? null : String(round(Number(value)))),
  select: (column) => `${column}::double precision::text`,
  ofText: (text) => String(round(Number(text))),
})

const flag: ValueForm = {
  ofSqlite: (value) => (value === null ? null : String(Number(value) !== 0)),
  select: (column) => `${column}::text`,
  ofText: same,
}

/** The sign-in library keeps times as ISO text or as milliseconds where there is no type for them. */
const time: ValueForm = {
  ofSqlite: (value) =>
    value === null ? null : new Date(typeof value === 'bigint' ? Number(value) : String(value)).toISOString(),
  select: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  ofText: same,
}

const bytes: ValueForm = {
  ofSqlite: (value) =>
    value === null ? null : String.raw`\x${Buffer.from(value as Buffer).toString('hex')}`,
  select: (column) => String.raw`'\x' || encode(${column}, 'hex')`,
  ofText: same,
}

/** PostgreSQL keeps no NUL in a text: it is written as the logs write it. */
const text: ValueForm = {
  ofSqlite: (value) => (value === null ? null : withoutNul(String(value))),
  select: (column) => column,
  ofText: same,
}

const FORMS: Readonly<Record<string, ValueForm>> = {
  integer: whole,
  bigint: whole,
  smallint: whole,
  real: fraction(Math.fround),
  'double precision': fraction((value) => value),
  boolean: flag,
  'timestamp with time zone': time,
  bytea: bytes,
  text: text,
  'character varying': text,
}

/** The form of a type that `information_schema` names. Throws for a type that no table had so far. */
export function formOf(type: string): ValueForm {
  const form = FORMS[type]
  if (form === undefined) throw new Error(`No way is known to copy a column of the type ${type}`)
  return form
}

/** Number and checksum of rows, whatever their order: rows are told apart by their keys, so that none cancels another. */
export class RowsDigest {
  rows = 0
  #sum = 0n

  add(values: readonly Canonical[]): void {
    this.rows += 1
    const digest = hash('sha256', JSON.stringify(values), 'buffer')
    this.#sum += (digest.readBigUInt64BE(0) << 64n) | digest.readBigUInt64BE(8)
  }

  get text(): string {
    return `${this.rows} ${BigInt.asUintN(128, this.#sum).toString(16).padStart(32, '0')}`
  }
}
