import { numberFrom, numberIn } from '../json/exact-number.ts'
import type { Json, JsonObject } from '../json/json.ts'

/** Maximum nesting: deeper literals are a mistake and would overflow recursive code. */
const DEEPEST = 100

/**
 * Parses a list or an object in Python notation (`['a', 1_000, None]`, `{'a': True}`, `('a', 'b')`), which
 * Meltano accepts in place of JSON. Numbers keep their digits, tuples become lists, and keys that are
 * numbers, None or booleans become text as written by Python's `json`. Undefined for anything else, including
 * values that JSON lacks: sets, bytes, complex numbers.
 */
export function parsePythonLiteral(text: string): Json | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  const reader = { tokens, at: 0 }
  try {
    const value = readValue(reader, 0)
    return reader.at === tokens.length ? value : undefined
  } catch (error) {
    if (error instanceof NotALiteral) return undefined
    throw error
  }
}

class NotALiteral extends Error {}

type Token = { kind: 'mark' | 'word' | 'number' | 'string'; text: string }

/** Matches blanks, comments and line ends; then a string with its prefix, a number, a word or a mark. */
const TOKEN =
  /(?:\s|#[^\n]*(?:\n|$))+|([uUrR]?)('''(?:\\[^]|[^\\])*?'''|"""(?:\\[^]|[^\\])*?"""|'(?:\\[^]|[^\\'\n])*'|"(?:\\[^]|[^\\"\n])*")|(0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)|(\w+)|([[\](){},:+-])/uy

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text)
    if (match === null) return undefined
    const [, prefix = '', string, number, word, mark] = match
    if (string !== undefined) {
      const value = /r/i.test(prefix) ? rawString(string) : readString(string)
      if (value === undefined) return undefined
      tokens.push({ kind: 'string', text: value })
    } else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark })
  }
  return tokens
}

const quotesOf = (quoted: string): number => (/^('''|""")/.test(quoted) && quoted.length >= 6 ? 3 : 1)
const rawString = (quoted: string): string => quoted.slice(quotesOf(quoted), -quotesOf(quoted))

const ESCAPES: Record<string, string> = {
  ...{ '\\': '\\', "'": "'", '"': '"', '\n': '' },
  ...{ a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
}
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([^]))/gu

/**
 * Unescapes a string. Undefined for an escape that names a character (`\N{…}`), is incomplete, or is beyond
 * Unicode.
 */
function readString(quoted: string): string | undefined {
  let sound = true
  const value = rawString(quoted).replace(
    ESCAPE,
    (match, byte?: string, short?: string, long?: string, octal?: string, character?: string) => {
      const hex = byte ?? short ?? long
      const code =
        hex === undefined ? (octal === undefined ? undefined : parseInt(octal, 8)) : parseInt(hex, 16)
      if (code !== undefined && code <= 0x10_ff_ff) return String.fromCodePoint(code)
      if (character === undefined || 'xuUN'.includes(character)) sound = false
      // Python keeps unknown escapes.
      return ESCAPES[character ?? ''] ?? match
    },
  )
  return sound ? value : undefined
}

interface Reader {
  tokens: Token[]
  at: number
}

const peek = ({ tokens, at }: Reader): Token | undefined => tokens[at]
const isMark = (reader: Reader, mark: string): boolean =>
  peek(reader)?.kind === 'mark' && peek(reader)?.text === mark

function skip(reader: Reader, mark: string): boolean {
  const isPresent = isMark(reader, mark)
  if (isPresent) reader.at += 1
  return isPresent
}

function next(reader: Reader): Token {
  const token = peek(reader)
  if (token === undefined) throw new NotALiteral()
  reader.at += 1
  return token
}

const CONSTANTS: Record<string, Json> = { True: true, False: false, None: null }

function readValue(reader: Reader, depth: number): Json {
  if (depth > DEEPEST) throw new NotALiteral()
  const { kind, text } = next(reader)
  if (kind === 'string') return text + readStrings(reader)
  if (kind === 'number') return readNumber('', text)
  if (kind === 'word') {
    if (!Object.hasOwn(CONSTANTS, text)) throw new NotALiteral()
    return CONSTANTS[text] ?? null
  }
  if (text === '+' || text === '-') {
    const number = next(reader)
    if (number.kind !== 'number') throw new NotALiteral()
    return readNumber(text === '-' ? '-' : '', number.text)
  }
  if (text === '[') return readItems(reader, ']', depth).items
  if (text === '(') {
    const { items, commas } = readItems(reader, ')', depth)
    // Parentheses around one value do not make a tuple.
    return commas === 0 && items.length === 1 ? (items[0] ?? null) : items
  }
  if (text === '{') return readDictionary(reader, depth)
  throw new NotALiteral()
}

/** Concatenates adjacent strings. */
function readStrings(reader: Reader): string {
  let rest = ''
  while (peek(reader)?.kind === 'string') rest += next(reader).text
  return rest
}

function readItems(reader: Reader, end: string, depth: number): { items: Json[]; commas: number } {
  const items: Json[] = []
  let commas = 0
  while (!skip(reader, end)) {
    if (items.length > commas) throw new NotALiteral()
    items.push(readValue(reader, depth + 1))
    if (skip(reader, ',')) commas += 1
  }
  return { items, commas }
}

function readDictionary(reader: Reader, depth: number): JsonObject {
  const entries = new Map<string, Json>()
  let open = true
  while (!skip(reader, '}')) {
    if (!open) throw new NotALiteral()
    const key = keyText(readValue(reader, depth + 1))
    if (!skip(reader, ':')) throw new NotALiteral()
    entries.set(key, readValue(reader, depth + 1))
    open = skip(reader, ',')
  }
  return Object.fromEntries(entries)
}

function keyText(key: Json): string {
  if (typeof key === 'string') return key
  if (typeof key === 'object' && key !== null && !('text' in key)) throw new NotALiteral()
  return JSON.stringify(key)
}

function readNumber(sign: string, text: string): Json {
  const digits = text.replaceAll('_', '')
  if (/__|_$|_[.eE]|[.xXoObB]_/.test(text)) throw new NotALiteral()
  if (/^0[xob]/i.test(digits)) return numberFrom(`${sign}${BigInt(digits)}`)
  // Python rejects leading zeros.
  if (/^0+[1-9]/.test(digits) && !/[.e]/i.test(digits)) throw new NotALiteral()
  const number = numberIn(sign + digits)
  if (number === undefined) throw new NotALiteral()
  return number
}
