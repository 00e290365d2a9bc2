const TOKEN =
  // oxlint-disable-next-line no-control-regex -- JSON forbids exactly these
  /[ \t\r\n]*(?:(?<sign>[[\]{},:])|(?<text>"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y
const SPACE = /[ \t\r\n]*/y

/** Position of the first error in a JSON text; line and column start at 1, the column counts characters. */
export interface JsonFault {
  line: number
  column: number
}

type Awaited = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'more' | 'nothing'

/**
 * Returns the first position that JSON does not allow; null for valid JSON. Unlike the message of
 * `JSON.parse`, it can be shown to anyone: it does not quote the text, which might be data.
 */
export function jsonFault(text: string): JsonFault | null {
  const open: string[] = []
  let awaited: Awaited = 'value'
  let at = 0
  for (;;) {
    SPACE.lastIndex = at
    const start = at + (SPACE.exec(text)?.[0].length ?? 0)
    if (start === text.length) return awaited === 'nothing' ? null : placeAt(text, start)
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)
    const next: Awaited | undefined = token === null ? undefined : after(awaited, token.groups ?? {}, open)
    if (next === undefined) return placeAt(text, start)
    awaited = next
    at = TOKEN.lastIndex
  }
}

/** Returns what can follow a token; undefined if the token is not allowed here. Tracks the open brackets. */
function after(
  awaited: Awaited,
  { sign, text }: Record<string, string | undefined>,
  open: string[],
): Awaited | undefined {
  const ended = (): Awaited => (open.length === 0 ? 'nothing' : 'more')
  const closed = (bracket: string): Awaited | undefined => (open.pop() === bracket ? ended() : undefined)
  switch (awaited) {
    case 'value':
    case 'value or ]':
      if (sign === undefined) return ended()
      if (sign === ']' && awaited === 'value or ]') return closed('[')
      if (sign !== '[' && sign !== '{') return undefined
      open.push(sign)
      return sign === '[' ? 'value or ]' : 'key or }'
    case 'key':
    case 'key or }':
      if (sign === '}' && awaited === 'key or }') return closed('{')
      return text === undefined ? undefined : 'colon'
    case 'colon':
      return sign === ':' ? 'value' : undefined
    case 'more':
      if (sign === ',') return open.at(-1) === '[' ? 'value' : 'key'
      return sign === ']' ? closed('[') : sign === '}' ? closed('{') : undefined
    case 'nothing':
      return undefined
  }
}

function placeAt(text: string, at: number): JsonFault {
  const lines = text.slice(0, at).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}
