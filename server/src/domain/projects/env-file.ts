/** One variable of a `.env` file; the line counts from 1. */
export interface EnvLine {
  name: string
  value: string
  line: number
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** Variables of a `.env` file, the last of a name counts; `$NAME` in a value stays as it is. `unread` are lines that are none. */
export function readEnvFile(text: string): { variables: Map<string, EnvLine>; unread: number[] } {
  const variables = new Map<string, EnvLine>()
  const unread: number[] = []
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    const trimmed = row.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const [, name, rest] = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=(.*)$/.exec(trimmed) ?? []
    const value = rest === undefined ? undefined : valueIn(rest.trim())
    if (name === undefined || value === undefined) unread.push(index + 1)
    else variables.set(name, { name, value, line: index + 1 })
  }
  return { variables, unread }
}

function valueIn(text: string): string | undefined {
  const quote = text[0]
  if (quote !== '"' && quote !== "'") return text.replace(/\s+#.*$/, '').trimEnd()
  let value = ''
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (character === quote) return value
    if (character === '\\' && quote === '"') {
      at += 1
      const next = text[at] ?? ''
      value += ESCAPES[next] ?? (next === '"' || next === '\\' ? next : `\\${next}`)
    } else value += character
  }
  return undefined
}
