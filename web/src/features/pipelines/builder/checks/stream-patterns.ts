/** Returns an expression for the streams that match a name or glob: `*` is any text, `?` one character. */
export const patternRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  )

/**
 * Returns the words of SQL statements in lower case, without comments and string literals. Quoted names are
 * words.
 */
export function sqlWords(statements: readonly string[]): Set<string> {
  const text = statements
    .join('\n')
    .replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, ' ')
    .toLowerCase()
  return new Set(text.match(/[\p{L}\p{N}_$]+|"(?:[^"]|"")+"/gu)?.map((word) => word.replaceAll('"', '')))
}
