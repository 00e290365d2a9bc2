import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

/** The changes that a program makes to a stream. */
export interface StreamChange {
  stream: string
  /** Original column names by new name, only for renamed columns. */
  renamed: Map<string, string>
}

/** A program that can rename: a mapper, or a loader with its own rules. */
export interface Renamer {
  plugin: string
  /** Without secrets. */
  settings: JsonObject
}

/** Returns the name of a stream and its renamed columns after some programs; the rules come from their settings. */
export function changedBy(programs: readonly Renamer[], stream: string): StreamChange {
  let change: StreamChange = { stream, renamed: new Map() }
  for (const { settings } of programs) {
    change = byFieldRules(settings['streams'], change)
    change = byStreamMaps(settings['stream_maps'], change)
  }
  return change
}

/** Applies the rules of the bundled mapper. */
function byFieldRules(rules: Json | undefined, change: StreamChange): StreamChange {
  if (!isJsonObject(rules)) return change
  const pattern = Object.hasOwn(rules, change.stream)
    ? change.stream
    : Object.keys(rules).find((glob) => matches(glob, change.stream))
  const rule = pattern === undefined ? undefined : rules[pattern]
  if (!isJsonObject(rule)) return change
  const { rename, rename_stream: name } = rule
  const renamed = new Map(change.renamed)
  for (const [from, to] of isJsonObject(rename) ? Object.entries(rename) : []) {
    if (typeof to === 'string') renamed.set(to, originalOf(change, from))
  }
  return { stream: typeof name === 'string' && name !== '' ? name : change.stream, renamed }
}

/** Applies stream maps of the Singer SDK: only a bare name is a rename; an expression makes a new column. */
function byStreamMaps(maps: Json | undefined, change: StreamChange): StreamChange {
  const map = isJsonObject(maps) ? maps[change.stream] : undefined
  if (!isJsonObject(map)) return change
  const renamed = new Map(change.renamed)
  for (const [to, expression] of Object.entries(map)) {
    if (to.startsWith('__') || typeof expression !== 'string') continue
    const from = /^[A-Za-z_]\w*$|^record\[['"]([^'"]+)['"]\]$/.exec(expression.trim())
    const name = from === null ? undefined : (from[1] ?? from[0])
    if (name !== undefined && name !== to) renamed.set(to, originalOf(change, name))
  }
  const alias = map['__alias__']
  return { stream: typeof alias === 'string' && alias !== '' ? alias : change.stream, renamed }
}

const originalOf = ({ renamed }: StreamChange, name: string): string => renamed.get(name) ?? name

/** Whether a text matches a glob: `*` matches any text, `?` one character. */
function matches(glob: string, text: string): boolean {
  if (!/[*?]/.test(glob)) return false
  const pattern = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`, 's').test(text)
}
