/** Types of a column, from narrow to wide; `empty` = no value seen. */
export type ColumnType = 'empty' | 'boolean' | 'integer' | 'number' | 'date-time' | 'string'

// A leading zero is a code and not a number; more than 15 digits would lose some.
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const BOOLEAN = /^(?:true|false)$/i
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/

/** The type that holds what a column was and one more value. */
export function columnTypes(known: ColumnType | undefined, text: string): ColumnType {
  if (text === '') return known ?? 'empty'
  const own = typeOf(text)
  if (known === undefined || known === 'empty' || known === own) return own
  if ((known === 'integer' && own === 'number') || (known === 'number' && own === 'integer')) return 'number'
  return 'string'
}

/** The type after a value that did not fit. */
export const widen = (type: ColumnType, text: string): ColumnType => columnTypes(type, text)

function typeOf(text: string): ColumnType {
  if (INTEGER.test(text)) return 'integer'
  if (isExactNumber(text)) return 'number'
  if (BOOLEAN.test(text)) return 'boolean'
  return DATE_TIME.test(text) ? 'date-time' : 'string'
}

/** Digits beyond what a double holds would change: such a value stays text. */
function isExactNumber(text: string): boolean {
  return NUMBER.test(text) && text.replaceAll(/[^\d]/g, '').length <= 17 && Number.isFinite(Number(text))
}

/** The value of a field, undefined when it does not fit the type; an empty field is null. */
export function convert(text: string, type: ColumnType): unknown {
  if (text === '') return null
  switch (type) {
    case 'string':
      return text
    case 'integer':
      return INTEGER.test(text) ? Number(text) : undefined
    case 'number':
      return isExactNumber(text) ? Number(text) : undefined
    case 'boolean':
      return BOOLEAN.test(text) ? text.toLowerCase() === 'true' : undefined
    case 'date-time':
      return DATE_TIME.test(text) ? text : undefined
    case 'empty':
      return undefined
  }
}

/** The JSON Schema of a column; every column may be empty. */
export function jsonSchema(type: ColumnType): object {
  if (type === 'date-time') return { type: ['null', 'string'], format: 'date-time' }
  return { type: ['null', type === 'empty' ? 'string' : type] }
}
