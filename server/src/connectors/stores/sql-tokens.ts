/** A part of an SQL text as SQLite reads it, with its start and end. */
export interface Token {
  kind: 'word' | 'quoted' | 'sign'
  text: string
  start: number
  end: number
}

/** Comments, quoted parts, words; every other character stands alone. Unclosed parts extend to the end. */
const PART =
  /(?<space>[\s\uFEFF]+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<quoted>'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$))|(?<word>[\p{L}\p{N}_$]+)|(?<sign>[\s\S])/gu

/** Yields the parts of an SQL text, without comments and white space. */
export function* tokensOf(sql: string): Generator<Token> {
  for (const match of sql.matchAll(PART)) {
    const { quoted, word, sign } = match.groups ?? {}
    const at = { start: match.index, end: match.index + match[0].length }
    if (quoted !== undefined) yield { kind: 'quoted', text: unquoted(quoted), ...at }
    else if (word !== undefined) yield { kind: 'word', text: word, ...at }
    else if (sign !== undefined) yield { kind: 'sign', text: sign, ...at }
  }
}

export const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word

export const isSign = (token: Token | undefined, sign: string): boolean =>
  token?.kind === 'sign' && token.text === sign

function unquoted(text: string): string {
  const mark = text[0] ?? ''
  const inner = text.slice(1, -1)
  return mark === '[' ? inner : inner.replaceAll(mark + mark, mark)
}
