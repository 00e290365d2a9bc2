import { matchStream, patternOf, type MatchingLine } from './match-stream.ts'
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
  return { lines: next, blockedBy: after.selected ? null : lineOf(next, after.decidingLines[0]) }
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
    const still = (result.decidingLines[field + 1] ?? 0) > 0 || isEmitted(statusOf(result, field))
    return { lines: still ? [...others, exclude] : others, blockedBy: null }
  }
  const others = lines.filter((line) => line !== exclude)
  const without = under(others, indexed)
  const next = (without.decidingLines[field + 1] ?? 0) > 0 && without.selected ? others : [...others, include]
  const after = under(next, indexed)
  const decidingLine =
    (after.decidingLines[0] ?? 0) < 0 ? after.decidingLines[0] : after.decidingLines[field + 1]
  return { lines: next, blockedBy: lineOf(next, decidingLine) }
}

/** Returns one stream as selected by some lines. */
function under(lines: readonly string[], indexed: IndexedStream): SelectedStream {
  const matching = lines.flatMap((text, index): MatchingLine[] => {
    const line = patternOf(text)
    const match = matchStream(line, indexed.stream.id, indexed.paths)
    return match === null ? [] : [{ index, excludes: line.excludes, match }]
  })
  return selectStream(indexed, matching)
}

const isWhole = ({ selected, decidingLines }: SelectedStream): boolean =>
  selected && decidingLines.every((line) => line > 0)

/** Returns the deciding line if it is an exclude; null for an include. */
const lineOf = (lines: readonly string[], decidingLine = 0): string | null =>
  decidingLine < 0 ? (lines[-decidingLine - 1] ?? null) : null

/** Returns whether a line names this stream without a wildcard. */
function isForOnly(line: string, id: string): boolean {
  const [stream = ''] = splitPattern(line)
  return stream === id || literalOf(stream) === id
}
