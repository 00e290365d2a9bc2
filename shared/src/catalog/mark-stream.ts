import { parsePattern, type SelectPattern } from './patterns.ts'

/** The reach of a pattern in a stream, whatever other patterns say. Fields are indexes of its paths. */
export interface Reach {
  stream: boolean
  fields: 'all' | readonly number[]
}

/** A line of a selection that reaches a stream. */
export interface ReachingLine {
  /** Its place among all lines, from 0. */
  index: number
  excludes: boolean
  reach: Reach
}

const parsed = new Map<string, SelectPattern>()
/** Far more than a page holds at once; an edit adds one per keystroke. */
const MOST_PARSED = 5000

/** A line as a pattern; each text is compiled once. */
export function patternOf(text: string): SelectPattern {
  const known = parsed.get(text)
  if (known !== undefined) return known
  if (parsed.size >= MOST_PARSED) parsed.clear()
  const pattern = parsePattern(text)
  parsed.set(text, pattern)
  return pattern
}

/**
 * What a pattern reaches in a stream; null when it is for other streams. `paths` are breadcrumbs joined by dots, as in
 * `properties.address.properties.city`. An include reaches the stream and the parents of a nested field, an exclude the
 * stream only when it is for the whole of it.
 */
export function reachOf(pattern: SelectPattern, id: string, paths: readonly string[]): Reach | null {
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

/** True when a rule matches something: an include that reaches a stream but none of its fields does not. */
export const matchesSomething = ({ fields }: Reach): boolean => fields === 'all' || fields.length > 0

/**
 * Which line decides about a stream (place 0) and its fields (from place 1 on): the number of the line, from 1, that
 * selects it; the negative number of the one that leaves it out; 0 when no line says anything. Includes are applied
 * first, then excludes, whatever their order.
 */
export function markStream(lines: readonly ReachingLine[], fieldCount: number): Int16Array {
  const marks = new Int16Array(fieldCount + 1)
  for (const applied of [false, true]) {
    for (const { index, excludes, reach } of lines) {
      if (excludes !== applied) continue
      const mark = excludes ? -index - 1 : index + 1
      if (reach.stream) marks[0] = mark
      if (reach.fields === 'all') marks.fill(mark, 1)
      else for (const field of reach.fields) marks[field + 1] = mark
    }
  }
  return marks
}
