import { parsePattern, type SelectPattern } from './patterns.ts'

/** What a pattern matches in a stream, regardless of other patterns. Fields are indexes of its paths. */
export interface StreamMatch {
  stream: boolean
  fields: 'all' | readonly number[]
}

/** A line of a selection that matches a stream. */
export interface MatchingLine {
  /** Index among all lines. */
  index: number
  excludes: boolean
  match: StreamMatch
}

const parsed = new Map<string, SelectPattern>()
/** Far more than a page needs at once; each keystroke of an edit adds one. */
const MAX_PARSED = 5000

/** Parses a line as a pattern; each text is compiled once. */
export function patternOf(text: string): SelectPattern {
  const cached = parsed.get(text)
  if (cached !== undefined) return cached
  if (parsed.size >= MAX_PARSED) parsed.clear()
  const pattern = parsePattern(text)
  parsed.set(text, pattern)
  return pattern
}

/**
 * Returns what a pattern matches in a stream; null if it is for other streams. `paths` are breadcrumbs joined
 * by dots, such as `properties.address.properties.city`. An include matches the stream and the parents of a
 * nested field; an exclude matches the stream only if it covers all of it.
 */
export function matchStream(
  pattern: SelectPattern,
  id: string,
  paths: readonly string[],
): StreamMatch | null {
  const { stream, property, start, whole, parents, excludes } = pattern
  if (!stream.test(id)) return null
  if (property === null || whole) return { stream: true, fields: 'all' }
  const patterns = excludes ? [property] : [property, ...parents]
  const fields: number[] = []
  for (const [index, path] of paths.entries()) {
    if (path.startsWith(start) && patterns.some((glob) => glob.test(path))) fields.push(index)
  }
  return { stream: !excludes, fields }
}

/**
 * Returns whether a rule matches something. An include that matches a stream but none of its fields does not.
 */
export const matchesSomething = ({ fields }: StreamMatch): boolean => fields === 'all' || fields.length > 0

/**
 * Returns which line decides about a stream (index 0) and its fields (from index 1 on): the 1-based number of
 * the line that selects it, negative for a line that excludes it, 0 if no line matches. Includes are applied
 * first, then excludes, regardless of their order.
 */
export function findDecidingLines(lines: readonly MatchingLine[], fieldCount: number): Int16Array {
  const decidingLines = new Int16Array(fieldCount + 1)
  for (const applied of [false, true]) {
    for (const { index, excludes, match } of lines) {
      if (excludes !== applied) continue
      const decidingLine = excludes ? -index - 1 : index + 1
      if (match.stream) decidingLines[0] = decidingLine
      if (match.fields === 'all') decidingLines.fill(decidingLine, 1)
      else for (const field of match.fields) decidingLines[field + 1] = decidingLine
    }
  }
  return decidingLines
}
