import { isExact } from './exact-number.ts'

/** The deepest nesting of lists and objects that JSON input may have. Far above any real document. */
export const MOST_JSON_LEVELS = 100
export const TOO_DEEP = `Values can be nested at most ${MOST_JSON_LEVELS} levels deep.`

/** The problem of an outside value, and its place. */
export interface Unusable {
  path: string
  message: string
}

/**
 * The first thing in a JSON value that nothing here can work with: deep nesting, at which code that follows the value
 * would overflow, or text that the database cannot store. Goes through the value without recursion.
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
    if (path.length >= MOST_JSON_LEVELS) return { path: shownPath(path.slice(0, 5)), message: TOO_DEEP }
    for (const [key, inner] of Object.entries(current)) {
      const message = unusableText(key)
      if (message !== null) return { path: shownPath(path), message: `A name in it: ${message}` }
      waiting.push({ value: inner, path: [...path, key] })
    }
  }
  return null
}

/** Names behind which settings stand, and how many more lead to one: the plugin and its setting, or the setting alone. */
const LEAD_TO_SETTING: Readonly<Record<string, number>> = { config: 2, settings: 1, env: 1 }

/** A path as it may be shown: names inside of a setting belong to its value, which may be a secret. */
function shownPath(path: readonly string[]): string {
  const at = path.findIndex((name) => Object.hasOwn(LEAD_TO_SETTING, name))
  const end = at === -1 ? path.length : at + 1 + (LEAD_TO_SETTING[path[at] ?? ''] ?? 0)
  return path.slice(0, end).join('.')
}

/**
 * Why a text cannot be used, or null. PostgreSQL stores no NUL, no store keeps half a character as it is, and a text that
 * is JSON is read as such where a setting wants a list or an object.
 */
export function unusableText(text: string): string | null {
  if (text.includes('\0')) return 'It has a NUL character, which cannot be stored. Remove it.'
  if (!text.isWellFormed()) return 'It has a lone surrogate (half a character), which cannot be stored.'
  return /^\s*[[{]/.test(text) && nestsDeeper(text, MOST_JSON_LEVELS) ? TOO_DEEP : null
}

const QUOTE = 34
const BACKSLASH = 92
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** Whether a JSON text nests deeper than some levels. Counts brackets outside of strings. */
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
