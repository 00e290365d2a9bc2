import { hash } from 'node:crypto'

import { withoutNul } from '../../core/rows/folded-text.ts'

/** A value as text that is the same whichever database it was read from; null stays null. */
export type Canonical = string | null

/** How to write and compare a column, by its PostgreSQL type. */
export interface ValueForm {
  /** Converts SQLite's value to the form that PostgreSQL returns. */
  ofSqlite(value: SqliteValue): Canonical
  /** Returns the SQL that reads the column as text, for `ofText`. */
  select(column: string): string
  ofText(text: string): Canonical
}

/** A value that better-sqlite3 returns with exact integers. */
export type SqliteValue = string | bigint | number | Buffer | null

const unchanged = (text: string): string => text

const wholeNumber: ValueForm = {
  ofSqlite: (value) => (value === null ? null : BigInt(value as string | bigint | number).toString()),
  select: (column) => `${column}::text`,
  ofText: unchanged,
}

const fraction = (round: (value: number) => number): ValueForm => ({
  ofSqlite: (value) => (value === null ? null : String(round(Number(value)))),
  select: (column) => `${column}::double precision::text`,
  ofText: (text) => String(round(Number(text))),
})

const flag: ValueForm = {
  ofSqlite: (value) => (value === null ? null : String(Number(value) !== 0)),
  select: (column) => `${column}::text`,
  ofText: unchanged,
}

/** The sign-in library stores times as ISO text or as milliseconds in a database that has no type for them. */
const time: ValueForm = {
  ofSqlite: (value) =>
    value === null ? null : new Date(typeof value === 'bigint' ? Number(value) : String(value)).toISOString(),
  select: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  ofText: unchanged,
}

const bytes: ValueForm = {
  ofSqlite: (value) =>
    value === null ? null : String.raw`\x${Buffer.from(value as Buffer).toString('hex')}`,
  select: (column) => String.raw`'\x' || encode(${column}, 'hex')`,
  ofText: unchanged,
}

/** PostgreSQL stores no NUL in text: it is replaced as in the logs. */
const text: ValueForm = {
  ofSqlite: (value) => (value === null ? null : withoutNul(String(value))),
  select: (column) => column,
  ofText: unchanged,
}

const FORMS: Readonly<Record<string, ValueForm>> = {
  integer: wholeNumber,
  bigint: wholeNumber,
  smallint: wholeNumber,
  real: fraction(Math.fround),
  'double precision': fraction((value) => value),
  boolean: flag,
  'timestamp with time zone': time,
  bytea: bytes,
  text: text,
  'character varying': text,
}

/** Returns the form of a type that `information_schema` names. Throws for a type that no table has used so far. */
export function formOf(type: string): ValueForm {
  const form = FORMS[type]
  if (form === undefined) throw new Error(`Cannot copy a column of the type ${type}`)
  return form
}

/**
 * Number and checksum of rows in any order: every row has a key, so that no two rows are equal and cancel each other
 * out.
 */
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
