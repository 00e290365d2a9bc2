import type { LogLine } from '@flx/shared/logs/log'

/** A row of the log: a line, or a fold in place of several lines. */
export type LogItem =
  | { kind: 'line'; line: LogLine }
  | { kind: 'traceback' | 'similar'; first: LogLine; last: LogLine; lines: readonly LogLine[] }

/** A range of line numbers that the user expanded. */
export interface Opened {
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
export function foldLines(lines: readonly LogLine[], opened: readonly Opened[]): LogItem[] {
  const items: LogItem[] = []
  for (let index = 0; index < lines.length;) {
    const end = endOfTraceback(lines, index) ?? endOfSimilar(lines, index)
    if (end === undefined) {
      const line = lines[index]
      if (line !== undefined) items.push({ kind: 'line', line })
      index += 1
      continue
    }
    const run = lines.slice(end.from, end.to)
    for (const line of lines.slice(index, end.from)) items.push({ kind: 'line', line })
    const [first, last] = [run[0], run.at(-1)]
    const isOpen =
      first !== undefined &&
      last !== undefined &&
      opened.some(({ from, to }) => from <= last.line && to >= first.line)
    if (first === undefined || last === undefined || isOpen) {
      for (const line of run) items.push({ kind: 'line', line })
    } else items.push({ kind: end.kind, first, last, lines: run })
    index = end.to
  }
  return items
}

/** A range of log lines to fold: `from` is included, `to` is not. */
interface Run {
  kind: 'traceback' | 'similar'
  from: number
  to: number
}

/**
 * Returns the frames of a traceback that starts here. If tracebacks are chained, returns everything except
 * the last error.
 */
function endOfTraceback(lines: readonly LogLine[], start: number): Run | undefined {
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
      const chained = TRACEBACK.test(text) ? endOfTraceback(lines, next) : undefined
      if (chained !== undefined) return { kind: 'traceback', from: start, to: chained.to }
    }
    next += 1
  }
  return end - start < MIN_FRAMES ? undefined : { kind: 'traceback', from: start, to: end }
}

/** The most lines between the error of a traceback and the next traceback of the chain. */
const MAX_CHAINED = 8

/** Returns a run of lines that differ only in values. Its first and last line stay visible. */
function endOfSimilar(lines: readonly LogLine[], start: number): Run | undefined {
  const first = lines[start]
  if (first === undefined || (first.level !== 'info' && first.level !== 'debug')) return undefined
  const found = new Set<string>()
  let end = start
  while (end < lines.length) {
    const line = lines[end]
    if (line?.source !== first.source || (line.level !== 'info' && line.level !== 'debug')) break
    const shape = shapeOf(line)
    if (!found.has(shape)) {
      if (found.size === MAX_SHAPES || !comesAgain(lines, end)) break
      found.add(shape)
    }
    end += 1
    if (line.line % FOLD_LINES === 0) break
  }
  const count = end - start
  if (count < MIN_SIMILAR || count < found.size * MAX_SHAPES) return undefined
  return { kind: 'similar', from: start + 1, to: end - 1 }
}

/** Reports whether a line like this one follows soon. */
function comesAgain(lines: readonly LogLine[], index: number): boolean {
  const line = lines[index]
  return (
    line !== undefined &&
    lines.slice(index + 1, index + 1 + 2 * MAX_SHAPES).some((next) => shapeOf(next) === shapeOf(line))
  )
}

const shapes = new WeakMap<LogLine, string>()

/** Returns a line without its values: numbers, ids, times and quoted text. */
function shapeOf(line: LogLine): string {
  const known = shapes.get(line)
  if (known !== undefined) return known
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
