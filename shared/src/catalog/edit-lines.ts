import { patternOf, reachOf, type ReachingLine } from './mark-stream.ts'
import { literalOf, patternFor, splitPattern } from './patterns.ts'
import { isEmitted, selectStream, statusOf, type IndexedStream, type SelectedStream } from './selector.ts'

/**
 * Lines after ticking a checkbox. `blockedBy` is the exclude that still keeps out the ticked item, if any.
 */
export interface EditedLines {
  lines: readonly string[]
  blockedBy: string | null
}

/** Selects a whole stream, or none of it, through its own lines; lines for several streams are kept. */
export function tickStream(
  lines: readonly string[],
  indexed: IndexedStream,
  isSelected: boolean,
): EditedLines {
  const { id } = indexed.stream
  const others = lines.filter((line) => !isForOnly(line, id))
  if (!isSelected) {
    const result = under(others, indexed)
    return { lines: result.selected ? [...others, patternFor(id, null, true)] : others, blockedBy: null }
  }
  // Drop includes of single fields: one line selects the whole stream.
  const before = under(others, indexed)
  const next = isWhole(before) ? others : [...others, patternFor(id, null)]
  const after = under(next, indexed)
  return { lines: next, blockedBy: after.selected ? null : lineOf(next, after.marks[0]) }
}

/** Selects or deselects a field. Selecting includes its stream and parent fields. */
export function tickField(
  lines: readonly string[],
  indexed: IndexedStream,
  field: number,
  isSelected: boolean,
): EditedLines {
  const { id } = indexed.stream
  const path = indexed.stream.fields[field] ?? ''
  const [include, exclude] = [patternFor(id, path), patternFor(id, path, true)]
  if (!isSelected) {
    const others = lines.filter((line) => line !== include)
    const result = under(others, indexed)
    const still = (result.marks[field + 1] ?? 0) > 0 || isEmitted(statusOf(result, field))
    return { lines: still ? [...others, exclude] : others, blockedBy: null }
  }
  const others = lines.filter((line) => line !== exclude)
  const without = under(others, indexed)
  const next = (without.marks[field + 1] ?? 0) > 0 && without.selected ? others : [...others, include]
  const after = under(next, indexed)
  const mark = (after.marks[0] ?? 0) < 0 ? after.marks[0] : after.marks[field + 1]
  return { lines: next, blockedBy: lineOf(next, mark) }
}

/** Returns one stream as selected by some lines. */
function under(lines: readonly string[], indexed: IndexedStream): SelectedStream {
  const reaching = lines.flatMap((text, index): ReachingLine[] => {
    const line = patternOf(text)
    const reach = reachOf(line, indexed.stream.id, indexed.paths)
    return reach === null ? [] : [{ index, excludes: line.excludes, reach }]
  })
  return selectStream(indexed, reaching)
}

const isWhole = ({ selected, marks }: SelectedStream): boolean => selected && marks.every((mark) => mark > 0)

/** Returns the exclude behind a mark; null for an include. */
const lineOf = (lines: readonly string[], mark = 0): string | null =>
  mark < 0 ? (lines[-mark - 1] ?? null) : null

/** Returns whether a line names this stream without a wildcard. */
function isForOnly(line: string, id: string): boolean {
  const [stream = ''] = splitPattern(line)
  return stream === id || literalOf(stream) === id
}
