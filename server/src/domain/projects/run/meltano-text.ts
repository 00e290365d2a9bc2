import { plainText } from '../../singer/log/terminal-text.ts'

/** The parts of a line from a Meltano that logs plain text. */
export interface MeltanoText {
  level: string | null
  event: string
  /** Fields beside the text, such as `stdio` and `string_id`. */
  fields: Record<string, string>
}

/**
 * `2024-01-01T00:00:00Z [info     ] a text    name=tap-x stdio=stderr`; later versions put the name of a logger before the
 * text.
 */
const CONSOLE = /^\d{4}-\d\d-\d\d[T ][\d:.]+Z? \[(\w+) *\] (.*)$/s
/** `timestamp='…' level='info' event='a text' name='tap-x'`, in any order. */
const KEY_VALUE = /^(?:timestamp|level|event|logger)='/
/** `tap-x          | a text`, from before there were fields. */
const COLUMN = /^([A-Za-z0-9_][\w.-]*)\s*\| (.*)$/s
/** A value with spaces is quoted as in Python. */
const FIELD = /(\w+)=('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{[^}]*\}|\w+\([^)]*\)|\S+)/g
/** Fields are at the end; the search for them takes more than linear time. */
const MAX_SEARCHED = 2000

/** Parses a line without its colours; undefined if it is not a line of Meltano's log. */
export function readMeltanoText(line: string): MeltanoText | undefined {
  const text = plainText(line)
  if (text.length <= MAX_SEARCHED && KEY_VALUE.test(text)) {
    const { event, level, ...fields } = fieldsIn(text)
    return event === undefined ? undefined : { level: level ?? null, event, fields }
  }
  const [, level, rest] = CONSOLE.exec(text) ?? []
  if (level !== undefined && rest !== undefined) {
    const fieldsStart = startOfFields(rest)
    return { level, event: rest.slice(0, fieldsStart).trim(), fields: fieldsIn(rest.slice(fieldsStart)) }
  }
  const [, name, message] = COLUMN.exec(text) ?? []
  if (name === undefined || message === undefined) return undefined
  const source = { extractor: 'extractor', loader: 'loader', main: 'meltano' }[name] ?? name
  return source === 'meltano'
    ? { level: null, event: message, fields: {} }
    : { level: null, event: message, fields: { ...roleOf(source), name, stdio: 'stderr' } }
}

/** Guesses the role from the name if nothing else states it. */
function roleOf(name: string): Record<string, string> {
  if (name === 'extractor' || name.startsWith('tap-')) return { cmd_type: 'extractor' }
  if (name === 'loader' || name.startsWith('target-')) return { cmd_type: 'loader' }
  return {}
}

/**
 * Returns where the fields start: at the end, consecutive, in alphabetical order. The text itself can contain something that
 * looks like a field.
 */
function startOfFields(rest: string): number {
  const from = Math.max(0, rest.length - MAX_SEARCHED)
  let start = rest.length
  let next = ''
  for (const { 0: field, 1: key = '', index } of [...rest.slice(from).matchAll(FIELD)].toReversed()) {
    const end = from + index + field.length
    if (rest.slice(end, start).trim() !== '' || (next !== '' && key > next)) break
    start = from + index
    next = key
  }
  return start
}

const fieldsIn = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(FIELD)].map(([, key = '', value = '']) => [key, unquoted(value)]))

const unquoted = (value: string): string =>
  /^(['"]).*\1$/s.test(value) ? value.slice(1, -1).replaceAll(/\\(['"\\])/g, '$1') : value
