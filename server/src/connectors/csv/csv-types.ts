/** Types of a column, from narrow to wide; `empty` = no value seen. */
export type ColumnType = 'empty' | 'boolean' | 'integer' | 'number' | 'date-time' | 'string'

// A leading zero means a code, not a number; more than 15 digits would lose some.
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/
// "5e10" without a sign or a fraction is more often a code than a number.
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]\d+)?$/
const BOOLEAN = /^(?:true|false)$/i
const DATE_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-][01]\d:?[0-5]\d)$/

/** Returns the type that holds a column's values so far and one more. */
export function columnTypes(current: ColumnType | undefined, text: string): ColumnType {
  if (text === '') return current ?? 'empty'
  const type = typeOf(text)
  if (current === undefined || current === 'empty' || current === type) return type
  if ((current === 'integer' && type === 'number') || (current === 'number' && type === 'integer'))
    return 'number'
  return 'string'
}

/** Returns the type after a value that did not fit. */
export const widen = (type: ColumnType, text: string): ColumnType => columnTypes(type, text)

function typeOf(text: string): ColumnType {
  if (INTEGER.test(text)) return 'integer'
  if (isExactNumber(text)) return 'number'
  if (BOOLEAN.test(text)) return 'boolean'
  return DATE_TIME.test(text) ? 'date-time' : 'string'
}

/** Whether a double holds all digits of a number: a value that would change stays text. */
function isExactNumber(text: string): boolean {
  if (!NUMBER.test(text)) return false
  const number = Number(text)
  return Number.isFinite(number) && (text.length <= 15 || String(number) === text)
}

/**
 * Returns a field as JSON, with the digits of the file; undefined if it does not fit the type. An empty field is null.
 */
export function jsonOf(text: string, type: ColumnType): string | undefined {
  if (text === '') return 'null'
  switch (type) {
    case 'string':
    case 'empty':
      return JSON.stringify(text)
    case 'integer':
      return INTEGER.test(text) ? text : undefined
    case 'number':
      return isExactNumber(text) ? text : undefined
    case 'boolean':
      return BOOLEAN.test(text) ? text.toLowerCase() : undefined
    case 'date-time':
      return DATE_TIME.test(text) ? JSON.stringify(text) : undefined
  }
}

/** Returns the JSON Schema of a column; every column can be empty. */
export function jsonSchema(type: ColumnType): object {
  if (type === 'date-time') return { type: ['null', 'string'], format: 'date-time' }
  return { type: ['null', type === 'empty' ? 'string' : type] }
}
