import { ConnectorError } from '../cli.ts'
import { isWord, tokensOf, type Token } from './sql-tokens.ts'

/**
 * Returns the files that the ATTACH statements of an SQL text open. Throws ConnectorError for a path that only SQLite
 * could evaluate, and for VACUUM, which could write a copy anywhere.
 */
export function attachedFiles(sql: string): string[] {
  const files: string[] = []
  let start = true
  const tokens = [...tokensOf(sql)]
  for (const [index, token] of tokens.entries()) {
    const first = start
    start = token.kind === 'sign' && token.text === ';'
    if (!first || token.kind !== 'word') continue
    const word = token.text.toUpperCase()
    if (word === 'VACUUM')
      throw new ConnectorError('VACUUM cannot be used: all statements are one transaction.')
    if (word === 'ATTACH') files.push(fileOf(tokens.slice(index + 1, index + 4)))
  }
  return files
}

/** Reads the path of `ATTACH [DATABASE] 'path' AS name`. */
function fileOf(tokens: readonly Token[]): string {
  const [path, as] = isWord(tokens[0], 'DATABASE') && !isWord(tokens[1], 'AS') ? tokens.slice(1) : tokens
  if (path?.kind !== 'quoted' || !isWord(as, 'AS'))
    throw new ConnectorError("ATTACH takes a path in quotes and a name: ATTACH 'other.db' AS other.")
  return path.text
}
