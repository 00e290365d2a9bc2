/** The streams that a name or glob stands for: `*` is any text, `?` one character. */
export const patternRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  )

/** The words of SQL statements, in lower case, without comments and texts; quoted names are words. */
export function sqlWords(statements: readonly string[]): Set<string> {
  const text = statements
    .join('\n')
    .replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, ' ')
    .toLowerCase()
  return new Set(text.match(/[\p{L}\p{N}_$]+|"(?:[^"]|"")+"/gu)?.map((word) => word.replaceAll('"', '')))
}
