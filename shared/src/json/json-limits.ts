import { isExact } from './exact-number.ts'

/** Maximum nesting of lists and objects in JSON input, far above any real document. */
export const MAX_JSON_LEVELS = 100
export const TOO_DEEP = `Values can be nested at most ${MAX_JSON_LEVELS} levels deep.`

/** The problem of an external value, and its path. */
export interface Unusable {
  path: string
  message: string
}

/**
 * Returns the first unusable part of a JSON value: nesting so deep that recursive code would overflow, or
 * text that the database cannot store. Walks the value without recursion.
 */
export function findUnusable(value: unknown): Unusable | null {
  const waiting: { value: unknown; path: readonly string[] }[] = [{ value, path: [] }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: current, path } = next
    if (typeof current === 'string') {
      const message = unusableText(current)
      if (message !== null) return { path: shownPath(path), message }
    }
    if (typeof current !== 'object' || current === null || isExact(current)) continue
    if (path.length >= MAX_JSON_LEVELS) return { path: shownPath(path.slice(0, 5)), message: TOO_DEEP }
    for (const [key, inner] of Object.entries(current)) {
      const message = unusableText(key)
      if (message !== null) return { path: shownPath(path), message: `In the name of a field: ${message}` }
      waiting.push({ value: inner, path: [...path, key] })
    }
  }
  return null
}

/**
 * Names that lead to settings, and how many further names identify one: the plugin and its setting, or only
 * the setting.
 */
const LEAD_TO_SETTING: Readonly<Record<string, number>> = { config: 2, settings: 1, env: 1 }

/**
 * Cuts a path so that it can be shown: names inside a setting belong to its value, which might be a secret.
 */
function shownPath(path: readonly string[]): string {
  const at = path.findIndex((name) => Object.hasOwn(LEAD_TO_SETTING, name))
  const end = at === -1 ? path.length : at + 1 + (LEAD_TO_SETTING[path[at] ?? ''] ?? 0)
  return path.slice(0, end).join('.')
}

/**
 * Returns why a text cannot be used, or null. PostgreSQL cannot store NUL, no database stores half a
 * character unchanged, and text that is JSON is parsed where a setting expects a list or an object.
 */
export function unusableText(text: string): string | null {
  if (text.includes('\0')) return 'It contains a NUL character, which cannot be stored. Remove it.'
  if (!text.isWellFormed()) return 'It contains a lone surrogate (half a character), which cannot be stored.'
  return /^\s*[[{]/.test(text) && nestsDeeper(text, MAX_JSON_LEVELS) ? TOO_DEEP : null
}

const QUOTE = 34
const BACKSLASH = 92
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** Returns whether a JSON text nests deeper than `levels`. Counts brackets outside strings. */
export function nestsDeeper(text: string, levels: number): boolean {
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (quoted) {
      if (code === BACKSLASH) index += 1
      else if (code === QUOTE) quoted = false
    } else if (code === QUOTE) quoted = true
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1
      if (depth > levels) return true
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1
  }
  return false
}
