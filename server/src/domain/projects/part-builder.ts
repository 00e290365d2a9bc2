import { formatNumber } from '@flx/shared/core/quantities'
import { numberFrom, numberIn } from '@flx/shared/json/exact-number'
import type { Json } from '@flx/shared/json/json'
import { MAX_JSON_LEVELS as DEEPEST, TOO_DEEP } from '@flx/shared/json/json-limits'
import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml'

import { exactNumber } from '../core/text/yaml-numbers.ts'
import type { Part, Place, ProjectProblem } from './parts.ts'
import { refusal } from './refusal.ts'

/** Most values in one file with its aliases expanded. */
const MAX_VALUES = 200_000
const TAGS = {
  text: 'tag:yaml.org,2002:str',
  int: 'tag:yaml.org,2002:int',
  float: 'tag:yaml.org,2002:float',
  bool: 'tag:yaml.org,2002:bool',
  null: 'tag:yaml.org,2002:null',
}

/** Builds parts from YAML nodes. Each anchor is read once, so aliases cost nothing until they are expanded. */
export class PartBuilder {
  readonly problems: ProjectProblem[] = []
  readonly #anchors = new Map<string, Part | 'open'>()
  readonly #placeAt: (offset: number) => Place

  constructor(placeAt: (offset: number) => Place) {
    this.#placeAt = placeAt
  }

  read(node: Node | null, depth: number): Part {
    const place = this.#placeAt(node?.range?.[0] ?? 0)
    if (depth > DEEPEST) throw refusal(place, TOO_DEEP)
    if (isAlias(node)) return { ...this.#alias(node.source, place), place }
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
    if (anchor !== undefined) this.#anchors.set(anchor, 'open')
    const part = this.#collection(node, place, depth)
    if (part.size > MAX_VALUES) {
      const limit = formatNumber(MAX_VALUES)
      throw refusal(place, `With its aliases expanded, it contains more than ${limit} values.`)
    }
    if (anchor !== undefined) this.#anchors.set(anchor, part)
    return part
  }

  #collection(node: Node | null, place: Place, depth: number): Part {
    if (isCollection(node) && node.tag !== undefined && !/^tag:yaml\.org,2002:(?:map|seq)$/.test(node.tag)) {
      this.problems.push({ place, message: 'The tag of the list or mapping (!name) has no effect here.' })
    }
    if (isMap(node)) return this.#map(node, place, depth)
    if (!isSeq(node)) return { kind: 'scalar', place, size: 1, value: this.#scalar(node, place) }
    const items = node.items.map((item) => this.read(item as Node | null, depth + 1))
    return { kind: 'list', place, size: sizeOf(items), items }
  }

  #map(node: YAMLMap, place: Place, depth: number): Part {
    const ownEntries = new Map<string, Part>()
    const merged = new Map<string, Part>()
    for (const { key, value } of node.items) {
      const keyPlace = isScalar(key) ? this.#placeAt(key.range?.[0] ?? 0) : place
      if (!isScalar(key)) throw refusal(keyPlace, 'A key is a list or a mapping: use text.')
      const part = { ...this.read(value as Node | null, depth + 1), place: keyPlace }
      const name = String(key.value)
      if (name === '<<' && key.type === 'PLAIN') {
        for (const [inner, from] of this.#merged(part)) if (!merged.has(inner)) merged.set(inner, from)
        continue
      }
      // It would change the prototype of the mapping.
      if (name === '__proto__') {
        this.problems.push({
          place: keyPlace,
          message: 'A key cannot be named "__proto__" here. It is ignored.',
        })
        continue
      }
      if (ownEntries.has(name)) throw refusal(keyPlace, 'A key appears twice in one mapping.')
      ownEntries.set(name, part)
    }
    // The mapping's own keys win, wherever the merge key stands.
    const entries = new Map([...merged, ...ownEntries])
    return { kind: 'map', place, size: sizeOf(entries.values()), entries }
  }

  #merged(part: Part): [string, Part][] {
    if (part.kind === 'map') return [...part.entries]
    if (part.kind === 'list' && part.items.every(({ kind }) => kind === 'map')) {
      return part.items.flatMap((item) => this.#merged(item))
    }
    const message = 'A merge key (<<) takes a mapping or a list of mappings. It is ignored.'
    this.problems.push({ place: part.place, message })
    return []
  }

  /** Reads a scalar; numbers keep their digits. An unsupported value is read as its text and reported. */
  #scalar(node: Node | null, place: Place): Json {
    const { value, source, type, tag } = (node ?? { value: null }) as Scalar
    if (tag !== undefined && tag !== TAGS.text) return this.#tagged(tag, String(source ?? value), place)
    if (typeof value === 'number' && source !== undefined) {
      const number = exactNumber(value, source)
      if (number === undefined) {
        this.problems.push({ place, message: 'An infinite number is read as text.' })
      }
      return number ?? source
    }
    if (typeof value === 'string') return type === 'PLAIN' && tag === undefined ? loaderNumber(value) : value
    return typeof value === 'boolean' ? value : null
  }

  #tagged(tag: string, text: string, place: Place): Json {
    if (tag === TAGS.null) return null
    if (tag === TAGS.bool && /^(?:true|false)$/i.test(text)) return /^t/i.test(text)
    const number = tag === TAGS.int || tag === TAGS.float ? numberIn(text.replaceAll('_', '')) : undefined
    if (number !== undefined) return number
    const message = 'The tag (!name) has no effect here: the value is read as text.'
    this.problems.push({ place, message })
    return text
  }

  #alias(anchor: string, place: Place): Part {
    const part = this.#anchors.get(anchor)
    if (part === undefined) throw refusal(place, 'An alias (*name) has no anchor (&name) before it.')
    if (part === 'open') throw refusal(place, 'An alias is inside the value that it names.')
    return part
  }
}

function sizeOf(parts: Iterable<Part>): number {
  let size = 1
  for (const part of parts) size += part.size
  return size
}

/** Parses what Meltano's loader accepts as numbers beyond YAML 1.2: grouped digits and binary. */
function loaderNumber(text: string): Json {
  if (/^[-+]?\d[\d_]*(?:\.[\d_]*)?$/.test(text)) return numberIn(text.replaceAll('_', '')) ?? text
  if (/^0b[01_]*[01]$/.test(text)) return numberFrom(String(BigInt(text.replaceAll('_', ''))))
  return text
}
