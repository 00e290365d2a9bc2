import type { LogLine } from '@flx/shared/logs/log'

import { remedyAdvice } from '../plugins/remedy-advice.ts'
import type { ProcessEnd } from './processes.ts'

/** The reason for a failure: a quotable sentence and the log lines it comes from. */
export interface Explanation {
  /** One line; null if the log has no reason. */
  quote: string | null
  lines: LogLine[]
}

const MAX_QUOTE = 300
const MAX_LINES = 20
const LAST_LINES = 3

/**
 * Formats the failure of a process in one sentence: `tap-x exited with code 1: ValueError: bad thing`. `lines` are the last
 * lines of its log, in order. Packages that do not fit their Python might show it only during the execution, on a late import;
 * the sentence then includes how to repair the installation.
 */
export function errorMessage(plugin: string, end: ProcessEnd, lines: readonly LogLine[]): string {
  const sentence = endSentence(plugin, end)
  if (end.outcome === 'spawn-failed') return sentence
  const { quote, lines: relevant } = explain(lines)
  if (quote === null) return `${sentence} and left no message in its log`
  const advice = end.outcome === 'exited' ? remedyAdvice(relevant.map(({ text }) => text)) : undefined
  return advice === undefined
    ? `${sentence}: ${quote}`
    : `${sentence}: ${quote.replace(/\.$/, '')}. ${advice}`
}

/** Returns the end of a process as the first half of a sentence. */
export function endSentence(plugin: string, end: ProcessEnd): string {
  switch (end.outcome) {
    case 'spawn-failed':
      return `${plugin} could not start: ${end.error ?? 'the operating system refused'}`
    case 'cancelled':
      return `${plugin} was cancelled`
    case 'timed-out':
      return `${plugin} was stopped at its time limit`
    case 'killed':
      return end.signal === null
        ? `${plugin} was stopped`
        : `${plugin} was killed by ${end.signal}${memoryHint(end)}`
    case 'exited':
      return `${plugin} exited with code ${end.exitCode ?? 'unknown'}`
  }
}

const memoryHint = (end: ProcessEnd): string =>
  end.signal === 'SIGKILL' ? ' (unless a user killed it, the machine ran out of memory)' : ''

/** Picks the lines that explain a failure: the last traceback, else the last error lines, else the last lines. */
export function explain(lines: readonly LogLine[]): Explanation {
  const relevant = lines.filter(({ text }) => text.trim() !== '')
  return lastTraceback(relevant) ?? lastStack(relevant) ?? lastErrors(relevant) ?? lastLines(relevant)
}

/** Finds the last traceback of Python: the header, indented frames, then the line that names the exception. */
function lastTraceback(lines: readonly LogLine[]): Explanation | undefined {
  const start = lines.findLastIndex(({ text }) => text.includes('Traceback (most recent call last):'))
  if (start === -1) return undefined
  const length = lines.slice(start + 1).findIndex(({ text }) => !/^\s/.test(text))
  // The process was killed while printing, or the frames were not indented.
  if (length === -1) return undefined
  const end = start + 1 + length
  return { quote: quoted(lines[end]), lines: headAndTail(lines.slice(start, end + 1)) }
}

/** Finds the last stack of JavaScript or Java: the line that names the exception, then `at …` frames. */
function lastStack(lines: readonly LogLine[]): Explanation | undefined {
  const isFrame = (line: LogLine | undefined): boolean => /^\s+at /.test(line?.text ?? '')
  const start = lines.findLastIndex((line, index) => !isFrame(line) && isFrame(lines[index + 1]))
  const first = lines[start]
  if (first === undefined) return undefined
  const length = lines.slice(start + 1).findIndex((line) => !isFrame(line))
  const frames = length === -1 ? lines.slice(start + 1) : lines.slice(start + 1, start + 1 + length)
  return { quote: quoted(first), lines: [first, ...frames.slice(0, LAST_LINES)] }
}

function lastErrors(lines: readonly LogLine[]): Explanation | undefined {
  const errors = lines.filter(({ level }) => level === 'error').slice(-LAST_LINES)
  return errors.length === 0 ? undefined : { quote: quoted(errors.at(-1)), lines: errors }
}

function lastLines(lines: readonly LogLine[]): Explanation {
  const last = lines.filter(({ text }) => !text.includes('METRIC')).slice(-LAST_LINES)
  return { quote: quoted(last.at(-1)), lines: last }
}

function quoted(line: LogLine | undefined): string | null {
  if (line === undefined) return null
  const text = line.text.trim()
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE - 1)}…` : text
}

/** Shortens a deep traceback to its header and innermost frames. */
const headAndTail = (lines: LogLine[]): LogLine[] =>
  lines.length <= MAX_LINES ? lines : [...lines.slice(0, 1), ...lines.slice(1 - MAX_LINES)]
