import type { LogLine } from '@flx/shared/logs/log'

/** A row of the log: a line, or a fold in place of several lines. */
export type LogItem =
  | { kind: 'line'; line: LogLine }
  | { kind: 'traceback' | 'similar'; first: LogLine; last: LogLine; lines: readonly LogLine[] }

/** A range of line numbers that the user expanded. */
export interface LineRange {
  from: number
  to: number
}

/** Shorter runs of lines are not folded. */
const MIN_FRAMES = 3
const MIN_SIMILAR = 8
/** The most kinds of lines that alternate in a run, as in the output of a program that works in rounds. */
const MAX_SHAPES = 3
/**
 * A fold ends at line numbers divisible by this, so that it stays the same when more of the log is loaded.
 */
const FOLD_LINES = 200

const TRACEBACK = /^\s*Traceback \(most recent call last\):/
/** The line between two chained tracebacks. */
const CHAINED = /^(?:During handling of the above exception|The above exception was the direct cause)/

/**
 * Folds tracebacks and runs of similar lines. The error below a traceback stays visible, because it says what
 * happened.
 */
export function foldLines(lines: readonly LogLine[], expanded: readonly LineRange[]): LogItem[] {
  const items: LogItem[] = []
  for (let index = 0; index < lines.length;) {
    const fold = findTraceback(lines, index) ?? findSimilar(lines, index)
    if (fold === undefined) {
      const line = lines[index]
      if (line !== undefined) items.push({ kind: 'line', line })
      index += 1
      continue
    }
    const foldedLines = lines.slice(fold.from, fold.to)
    for (const line of lines.slice(index, fold.from)) items.push({ kind: 'line', line })
    const [first, last] = [foldedLines[0], foldedLines.at(-1)]
    const isOpen =
      first !== undefined &&
      last !== undefined &&
      expanded.some(({ from, to }) => from <= last.line && to >= first.line)
    if (first === undefined || last === undefined || isOpen) {
      for (const line of foldedLines) items.push({ kind: 'line', line })
    } else items.push({ kind: fold.kind, first, last, lines: foldedLines })
    index = fold.to
  }
  return items
}

/** A range of log lines to fold: `from` is included, `to` is not. */
interface FoldRange {
  kind: 'traceback' | 'similar'
  from: number
  to: number
}

/**
 * Returns the frames of a traceback that starts here. If tracebacks are chained, returns everything except
 * the last error.
 */
function findTraceback(lines: readonly LogLine[], start: number): FoldRange | undefined {
  const first = lines[start]
  if (first === undefined || !TRACEBACK.test(first.text)) return undefined
  let end = start + 1
  const isFrame = (line: LogLine | undefined) => line?.source === first.source && /^(?:\s|$)/.test(line.text)
  while (isFrame(lines[end])) end += 1
  // The errors of a chain are folded with it, except the last one, with which the program failed.
  let next = end
  while (next < lines.length && next - end < MAX_CHAINED && lines[next]?.source === first.source) {
    const text = lines[next]?.text ?? ''
    if (CHAINED.test(text) || TRACEBACK.test(text)) {
      const chained = TRACEBACK.test(text) ? findTraceback(lines, next) : undefined
      if (chained !== undefined) return { kind: 'traceback', from: start, to: chained.to }
    }
    next += 1
  }
  return end - start < MIN_FRAMES ? undefined : { kind: 'traceback', from: start, to: end }
}

/** The most lines between the error of a traceback and the next traceback of the chain. */
const MAX_CHAINED = 8

/** Returns a run of lines that differ only in values. Its first and last line stay visible. */
function findSimilar(lines: readonly LogLine[], start: number): FoldRange | undefined {
  const first = lines[start]
  if (first === undefined || (first.level !== 'info' && first.level !== 'debug')) return undefined
  const runShapes = new Set<string>()
  let end = start
  while (end < lines.length) {
    const line = lines[end]
    if (line?.source !== first.source || (line.level !== 'info' && line.level !== 'debug')) break
    const shape = shapeOf(line)
    if (!runShapes.has(shape)) {
      if (runShapes.size === MAX_SHAPES || !repeatsSoon(lines, end)) break
      runShapes.add(shape)
    }
    end += 1
    if (line.line % FOLD_LINES === 0) break
  }
  const count = end - start
  if (count < MIN_SIMILAR || count < runShapes.size * MAX_SHAPES) return undefined
  return { kind: 'similar', from: start + 1, to: end - 1 }
}

/** Reports whether a line like this one follows soon. */
function repeatsSoon(lines: readonly LogLine[], index: number): boolean {
  const line = lines[index]
  return (
    line !== undefined &&
    lines.slice(index + 1, index + 1 + 2 * MAX_SHAPES).some((next) => shapeOf(next) === shapeOf(line))
  )
}

const shapes = new WeakMap<LogLine, string>()

/** Returns a line without its values: numbers, ids, times and quoted text. */
function shapeOf(line: LogLine): string {
  const cached = shapes.get(line)
  if (cached !== undefined) return cached
  const shape = withoutValues(`${line.source} ${line.text}`)
  shapes.set(line, shape)
  return shape
}

const withoutValues = (text: string): string =>
  text
    .slice(0, 300)
    .replaceAll(/"[^"]*"|'[^']*'/g, '"')
    .replaceAll(/[\da-f]{8,}(?:-[\da-f]+)*/gi, '#')
    .replaceAll(/\d+/g, '#')
    .replaceAll(/(?:#[.,:_-]?)+/g, '#')
