/** A variable of a `.env` file; lines count from 1. */
export interface EnvLine {
  name: string
  value: string
  line: number
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*/
const QUOTED = /"((?:[^"\\]|\\[^])*)"|'([^']*)'/y
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

/**
 * Parses a `.env` file; the last of several variables with one name counts. A `$NAME` in a value is not expanded, and a quoted
 * value can span lines, as a key does. `unread` lists lines that set no variable.
 */
export function readEnvFile(content: string): { variables: Map<string, EnvLine>; unread: number[] } {
  const text = content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
  const variables = new Map<string, EnvLine>()
  const unread: number[] = []
  let line = 1
  for (let at = 0; at < text.length;) {
    let end = endOfLine(text, at)
    const row = text.slice(at, end)
    const [start, name] = ASSIGNMENT.exec(row) ?? []
    if (start !== undefined && name !== undefined) {
      const parsed = valueAt(text, at + start.length, end)
      if (parsed === undefined) unread.push(line)
      else variables.set(name, { name, value: parsed.value, line })
      end = endOfLine(text, parsed?.end ?? end)
    } else if (!/^\s*(?:#|$)/.test(row)) unread.push(line)
    line += text.slice(at, end).split('\n').length
    at = end + 1
  }
  return { variables, unread }
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

/** Reads a value and its end; undefined if its quotes never close. */
function valueAt(text: string, at: number, endOfRow: number): { value: string; end: number } | undefined {
  if (text[at] !== '"' && text[at] !== "'") {
    return {
      value: text
        .slice(at, endOfRow)
        .replace(/(?:^|\s+)#.*$/, '')
        .trim(),
      end: endOfRow,
    }
  }
  QUOTED.lastIndex = at
  const [, double, single] = QUOTED.exec(text) ?? []
  const end = QUOTED.lastIndex
  if (single !== undefined) return { value: single, end }
  if (double === undefined) return undefined
  return { value: double.replaceAll(/\\([^])/g, (all, character: string) => ESCAPES[character] ?? all), end }
}
