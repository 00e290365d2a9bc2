import { numberFrom, numberIn } from '@flx/shared/json/exact-number'
import type { Json } from '@flx/shared/json/json'
import { MOST_JSON_LEVELS as DEEPEST, TOO_DEEP } from '@flx/shared/json/json-limits'
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type Scalar,
  type YAMLMap,
  Lexer,
} from 'yaml'

import { AppError } from '../core/errors.ts'
import { parseYaml } from '../pipelines/yaml-document.ts'
import type { Part, Place } from './parts.ts'

/** Characters of one file; a project of hundreds of plugins has a tenth of it. */
const MOST_CHARACTERS = 1_000_000
/** Values of one file with its aliases written out. */
const MOST_VALUES = 200_000
/** Tokens of one file: the time that the parser takes grows with them. */
const MOST_TOKENS = 400_000
/** Anchors and aliases of one file. */
const MOST_ALIASES = 10_000

/** A file of a project: its values with their lines, and the document, which keeps comments for a later write. */
export interface ProjectDocument {
  root: Part
  document: Document
}

/**
 * Reads a YAML file as Meltano's loader does: YAML 1.2 with anchors and merge keys, `1_000` and `0b11` as numbers, a date as
 * the text that stands there. Throws AppError `invalid` with the line.
 */
export function readProjectYaml(file: string, text: string): ProjectDocument {
  if (text.length > MOST_CHARACTERS) {
    throw refusal({ file, line: 1 }, `It is longer than ${MOST_CHARACTERS.toLocaleString('en')} characters.`)
  }
  refuseCostly(file, text)
  // Values and keys are checked as they are read: a date stays the text that it is.
  const { document, lines } = parseYaml(text)
  const lineAt = (offset: number): Place => ({ file, line: Math.max(1, lines.linePos(offset).line) })
  const [error] = document.errors
  if (error !== undefined) {
    const message = error.code === 'RESOURCE_EXHAUSTION' ? TOO_DEEP : error.message
    // A message may quote the line, and with it a password.
    throw refusal(lineAt(error.pos[0]), message.replace(/:\s.*$/s, '').replace(/\.?$/, '.'))
  }
  const reader = new PartReader(lineAt)
  const root: Part =
    document.contents === null
      ? { kind: 'map', place: { file, line: 1 }, size: 1, entries: new Map() }
      : reader.read(document.contents, 0)
  return { root, document }
}

/** Makes parts of nodes. What an anchor names is read once, so that aliases cost nothing until they are written out. */
class PartReader {
  readonly #anchors = new Map<string, Part | 'open'>()
  readonly #placeAt: (offset: number) => Place

  constructor(placeAt: (offset: number) => Place) {
    this.#placeAt = placeAt
  }

  read(node: Node | null, depth: number): Part {
    const place = this.#placeAt(node?.range?.[0] ?? 0)
    if (depth > DEEPEST) throw refusal(place, TOO_DEEP)
    if (isAlias(node)) return { ...this.#named(node.source, place), place }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
    if (anchor !== undefined) this.#anchors.set(anchor, 'open')
    const part = this.#collection(node, place, depth)
    if (part.size > MOST_VALUES) {
      const most = MOST_VALUES.toLocaleString('en')
      throw refusal(place, `With its aliases written out it holds more than ${most} values.`)
    }
    if (anchor !== undefined) this.#anchors.set(anchor, part)
    return part
  }

  #collection(node: Node | null, place: Place, depth: number): Part {
    if (isMap(node)) return this.#map(node, place, depth)
    if (!isSeq(node)) return { kind: 'scalar', place, size: 1, value: scalarIn(node, place) }
    const items = node.items.map((item) => this.read(item as Node | null, depth + 1))
    return { kind: 'list', place, size: sizeOf(items), items }
  }

  #map(node: YAMLMap, place: Place, depth: number): Part {
    const own = new Map<string, Part>()
    const merged = new Map<string, Part>()
    for (const { key, value } of node.items) {
      const at = isScalar(key) ? this.#placeAt(key.range?.[0] ?? 0) : place
      if (!isScalar(key)) throw refusal(at, 'A key is a list or a mapping: write text.')
      const part = { ...this.read(value as Node | null, depth + 1), place: at }
      const name = String(key.value)
      if (name === '<<' && key.type === 'PLAIN') {
        for (const [inner, from] of mergedEntries(part)) if (!merged.has(inner)) merged.set(inner, from)
        continue
      }
      if (own.has(name)) throw refusal(at, 'A key appears twice in one mapping.')
      own.set(name, part)
    }
    // What stands in the mapping itself wins, wherever the merge key stands.
    const entries = new Map([...merged, ...own])
    return { kind: 'map', place, size: sizeOf(entries.values()), entries }
  }

  #named(anchor: string, place: Place): Part {
    const part = this.#anchors.get(anchor)
    if (part === undefined) throw refusal(place, 'An alias (*name) has no anchor (&name) before it.')
    if (part === 'open') throw refusal(place, 'An alias stands inside of what it names.')
    return part
  }
}

function mergedEntries(part: Part): [string, Part][] {
  if (part.kind === 'map') return [...part.entries]
  if (part.kind === 'list' && part.items.every(({ kind }) => kind === 'map')) {
    return part.items.flatMap(mergedEntries)
  }
  throw refusal(part.place, 'A merge key (<<) takes a mapping or a list of mappings.')
}

function sizeOf(parts: Iterable<Part>): number {
  let size = 1
  for (const part of parts) size += part.size
  return size
}

/** Numbers keep the digits that stand there. */
function scalarIn(node: Node | null, place: Place): Json {
  const { value, source, type, tag } = (node ?? { value: null }) as Scalar
  if (tag !== undefined && tag !== 'tag:yaml.org,2002:str') {
    throw refusal(place, 'Tags (!name) are not read here: quote text that starts with "!".')
  }
  if (typeof value === 'number' && source !== undefined) {
    if (!Number.isFinite(value)) throw refusal(place, 'A number without an end cannot be a setting.')
    return /^0[xo]/.test(source) ? numberFrom(String(BigInt(source))) : (numberIn(source) ?? value)
  }
  if (typeof value === 'string') return type === 'PLAIN' && tag === undefined ? loaderNumber(value) : value
  return typeof value === 'boolean' ? value : null
}

/** What Meltano's loader takes for a number beyond YAML 1.2: digits in groups, and binary. */
function loaderNumber(text: string): Json {
  if (/^[-+]?\d[\d_]*(?:\.[\d_]*)?$/.test(text)) return numberIn(text.replaceAll('_', '')) ?? text
  if (/^0b[01_]*[01]$/.test(text)) return numberFrom(String(BigInt(text.replaceAll('_', ''))))
  return text
}

/** What costs the parser much more than its length is counted before: tokens, aliases, brackets in brackets. */
function refuseCostly(file: string, text: string): void {
  let depth = 0
  let line = 1
  let tokens = 0
  let aliases = 0
  for (const token of new Lexer().lex(text)) {
    tokens += 1
    if (/^[&*]/.test(token)) aliases += 1
    if (tokens > MOST_TOKENS || aliases > MOST_ALIASES) {
      throw refusal({ file, line }, 'It holds more than a project needs. Split it, or leave something out.')
    }
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
    if (depth > DEEPEST) throw refusal({ file, line }, TOO_DEEP)
    if (token.includes('\n')) line += token.split('\n').length - 1
  }
}

/** A file that cannot be read at all, with its name and line in front. */
export function refusal({ file, line }: Place, what: string): AppError {
  const message = `${file}, line ${line}: ${what}`
  return new AppError('invalid', `Could not read the project. ${message}`, {
    fields: [{ path: `${file}:${line}`, message }],
  })
}
