import { isJsonObject, type Json } from '@flx/shared/json/json'
import { nameParts } from '@flx/shared/settings/setting-path'
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  type Document,
  type YAMLMap,
} from 'yaml'

import { EXACT_NUMBER, keepDigits } from '../../core/text/yaml-numbers.ts'
import { escapedControls, quoteNewTexts, yamlText } from '../../core/text/yaml-texts.ts'
import { valueOf } from '../parts.ts'
import { readProjectYaml } from '../project-yaml.ts'
import type { ProjectFile } from '../read-project.ts'
import { stable } from './stable-json.ts'

/** A value that was edited here, and its place in the project. */
export interface Edit {
  /** Key of the element: `extractors/tap-shop`, `mappings/hide-pii`, `schedules/hourly`. */
  element: string
  /** Path of the claim: `['settings', 'start_date']`. */
  path: readonly string[]
  /** Undefined: it was removed here. */
  value: Json | undefined
}

interface WrittenEdit extends Edit {
  file: string
  line: number
  before: Json | undefined
}

export interface WrittenFiles {
  files: { path: string; before: string; after: string }[]
  written: WrittenEdit[]
  unwritten: (Edit & { reason: string })[]
}

const FIELDS: Record<string, string> = {
  variant: 'variant',
  label: 'label',
  pipUrl: 'pip_url',
  executable: 'executable',
  python: 'python',
}

/**
 * Writes edits into the files of a project, keeping comments and order. An edit that cannot be written without changing
 * anything else is left out, with the reason.
 */
export function writeBack(
  files: readonly ProjectFile[],
  edits: readonly Edit[],
  environment: string | null,
): WrittenFiles {
  const texts = new Map(
    files.filter(({ path }) => /\.ya?ml$/.test(path)).map(({ path, text }) => [path, text] as const),
  )
  const result: WrittenFiles = { files: [], written: [], unwritten: [] }
  for (const edit of edits) {
    const outcome = writeOne(texts, edit, environment)
    if (typeof outcome === 'string') result.unwritten.push({ ...edit, reason: outcome })
    else result.written.push({ ...edit, ...outcome })
  }
  for (const { path, text } of files) {
    const after = texts.get(path)
    if (after !== undefined && after !== text) result.files.push({ path, before: text, after })
  }
  return result
}

type Found = { entry: YAMLMap; keys: string[] }

function writeOne(
  texts: Map<string, string>,
  edit: Edit,
  environment: string | null,
): Pick<WrittenEdit, 'file' | 'line' | 'before'> | string {
  for (const ofEnvironment of environment === null ? [null] : [environment, null]) {
    for (const [file, text] of texts) {
      const lines = new LineCounter()
      const document = parseDocument(text, {
        lineCounter: lines,
        stringKeys: true,
        logLevel: 'error',
        customTags: [EXACT_NUMBER],
      })
      const found = document.errors.length > 0 ? undefined : findPlace(document, edit, ofEnvironment)
      if (found === undefined) continue
      const before = plainValue(found.entry, found.keys)
      const valueNode = found.entry.getIn(found.keys, true)
      const offset = (isScalar(valueNode) ? valueNode.range : found.entry.range)?.[0] ?? 0
      const { line } = lines.linePos(offset)
      const after = withChange(text, document, found, edit.value)
      if (!isOnlyChange(file, text, after, found, edit.value)) {
        return 'It cannot be written without changing something else in the file. Change it there.'
      }
      texts.set(file, after)
      return { file, line, before }
    }
  }
  return 'The files define it in a way that cannot be changed from here. Change it there.'
}

/** Finds the mapping that holds or should hold the value, and the keys within it. */
function findPlace(
  document: Document,
  { element, path }: Edit,
  environment: string | null,
): Found | undefined {
  const [kind = '', ...rest] = element.split('/')
  const name = rest.join('/')
  const root = document.contents
  if (!isMap(root)) return undefined
  if (kind === 'schedules') {
    const entry = environment === null ? findNamed(root.get('schedules', true), name) : undefined
    return entry === undefined ? undefined : { entry, keys: ['interval'] }
  }
  if (kind === 'mappings') {
    const mappers = environment === null ? root.getIn(['plugins', 'mappers'], true) : undefined
    const entry = isSeq(mappers)
      ? mappers.items.flatMap((mapper) =>
          isMap(mapper) ? (findNamed(mapper.get('mappings', true), name) ?? []) : [],
        )[0]
      : undefined
    return entry === undefined ? undefined : findKeys(entry, path, false)
  }
  const list =
    environment === null
      ? root.getIn(['plugins', kind], true)
      : findNamed(root.get('environments', true), environment)?.getIn(['config', 'plugins', kind], true)
  const entry = findNamed(list, name)
  return entry === undefined ? undefined : findKeys(entry, path, environment !== null)
}

function findNamed(list: unknown, name: string): YAMLMap | undefined {
  if (!isSeq(list)) return undefined
  return list.items.find((item): item is YAMLMap => isMap(item) && item.get('name') === name)
}

/** Finds the keys of a value within an entry. An environment is written only if it already sets the value (`mustExist`). */
function findKeys(
  entry: YAMLMap,
  [first = '', key = '']: readonly string[],
  mustExist: boolean,
): Found | undefined {
  const isSet = (keys: string[]) => entry.hasIn(keys)
  if (first === 'env') return isSet(['env', key]) ? { entry, keys: ['env', key] } : undefined
  if (first !== 'settings') {
    const field = FIELDS[first]
    return field !== undefined && (isSet([field]) || !mustExist) ? { entry, keys: [field] } : undefined
  }
  const candidates = key.startsWith('_')
    ? [[key.slice(1)], ['config', key]]
    : [
        ['config', key],
        ['config', ...nameParts(key)],
      ]
  const keys = candidates.find(isSet) ?? (mustExist ? undefined : candidates[0])
  return keys === undefined ? undefined : { entry, keys }
}

function plainValue(entry: YAMLMap, keys: readonly string[]): Json | undefined {
  const value = entry.getIn(keys) as unknown
  if (value === undefined) return undefined
  return (isMap(value) || isSeq(value) ? value.toJSON() : value) as Json
}

/** Replaces only the scalar if the value is one; otherwise rewrites the document with its comments. */
function withChange(
  text: string,
  document: Document,
  { entry, keys }: Found,
  value: Json | undefined,
): string {
  const node = entry.getIn(keys, true)
  if (
    isScalar(node) &&
    node.range &&
    value !== undefined &&
    !isCollection(value) &&
    node.type !== 'BLOCK_LITERAL' &&
    node.type !== 'BLOCK_FOLDED'
  ) {
    const [start, end] = node.range
    if (end > start) return text.slice(0, start) + oneLine(value, node.type) + text.slice(end)
  }
  keepDigits(document, { keys: true })
  if (value === undefined) entry.deleteIn(keys)
  else {
    entry.setIn(keys, document.createNode(value))
    quoteNewTexts(document)
  }
  return escapedControls(
    document.toString({ lineWidth: 0, indentSeq: /\n( *)[\w-]+:[^\n]*\n\1 +- /.test(`\n${text}`) }),
  )
}

const isCollection = (value: Json): boolean => Array.isArray(value) || isJsonObject(value)

function oneLine(value: Json, type: string | undefined): string {
  if (typeof value !== 'string') return stringify(value, { customTags: [EXACT_NUMBER] }).trimEnd()
  return yamlText(value, type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE' ? type : undefined)
}

/** Parses both texts and checks that only this value differs. */
function isOnlyChange(
  file: string,
  before: string,
  after: string,
  { keys }: Found,
  value: Json | undefined,
): boolean {
  const differences = listDifferences(
    valueOf(readProjectYaml(file, before).root),
    valueOf(readProjectYaml(file, after).root),
  )
  return (
    differences.length === 0 ||
    (differences.length === 1 && differences.every(({ key }) => keys.includes(key) || value === undefined))
  )
}

/** Lists the places in which two values differ, by the deepest mapping key. */
function listDifferences(a: Json | undefined, b: Json | undefined, key = ''): { key: string }[] {
  if (stable(a) === stable(b)) return []
  if (isJsonObject(a) && isJsonObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...names].flatMap((name) => listDifferences(a[name], b[name], name))
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.some(isJsonObject)) {
    return a.flatMap((item, index) => listDifferences(item, b[index], key))
  }
  return [{ key }]
}
