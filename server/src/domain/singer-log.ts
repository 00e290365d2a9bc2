import type { LogLevel } from '@flx/shared/execution'

import { levelNamed, type ParsedLine } from './singer-log-level.ts'
import { readStructuredLine } from './singer-log-structured.ts'
import { readMetric, type SingerMetric } from './singer-metric.ts'

export interface LogReader {
  /** Mostly one line; an exception in a structured line becomes several. */
  read(line: string): { lines: ParsedLine[]; metric: SingerMetric | undefined }
}

/**
 * Reads what one process writes on stderr, in the forms of Python's logging, the Meltano SDK (console and structured),
 * PipelineWise and others. It remembers the last level, which continuation lines and tracebacks share.
 */
export function createLogReader(): LogReader {
  let level: LogLevel = 'info'
  let inTraceback = false

  return {
    read(raw) {
      const line = raw.includes(ESCAPE) ? raw.replace(ANSI_COLOURS, '') : raw
      const structured = readStructuredLine(line)
      if (structured !== undefined) {
        level = structured.lines.at(-1)?.level ?? 'info'
        inTraceback = false
        return structured
      }
      return { lines: [readText(line)], metric: readMetric(line) }
    },
  }

  function readText(line: string): ParsedLine {
    const levelled = readLevel(line)
    if (levelled !== undefined) {
      level = levelled.level
      inTraceback = false
      return levelled
    }
    if (TRACEBACK.test(line)) {
      level = 'error'
      inTraceback = true
    } else if (EXCEPTION.test(line)) {
      level = 'error'
      inTraceback = false
    } else if (!inTraceback && !isContinuation(line)) level = 'info'
    return { level, text: line }
  }
}

const TRACEBACK = /Traceback \(most recent call last\):$/
/** The line that names an exception in Python, JavaScript, Java and Go; not indented. */
const EXCEPTION = new RegExp(
  '^(?:Uncaught |Caused by: |panic: |fatal error: )|' +
    String.raw`^(?:[\w$]+\.)*(?:[A-Z][\w$]*)?(?:Error|Exception|KeyboardInterrupt|SystemExit)(?::|$| \[)`,
)
const EXCEPTION_LINKS = /^(?:During handling of the above|The above exception was)/

/** Blank and indented lines, and those between linked tracebacks, go with the line before. */
const isContinuation = (line: string): boolean => /^(?:\s|$)/.test(line) || EXCEPTION_LINKS.test(line)

const ESCAPE = '\u001b'
const ANSI_COLOURS = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]`, 'g')

const LEVEL = '(TRACE|DEBUG|INFO|NOTICE|SUCCESS|WARN|WARNING|ERROR|SEVERE|CRITICAL|FATAL)'
const TIME = String.raw`\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?\]?`

const FORMS: { form: RegExp; level: number; text: number }[] = [
  // INFO message · [WARNING] message · ERROR: message · ERROR:root:message
  { form: new RegExp(String.raw`^\[?${LEVEL}\]?(?:\s*[:|-]\s*|\s+)(.*)$`, 's'), level: 1, text: 2 },
  // 2026-11-23 02:57:18,181 | INFO     | tap-x | message · 2026-11-23T02:57:18Z ERROR message
  {
    form: new RegExp(String.raw`^${TIME}(?:\s*[|-]\s*|\s+)\[?${LEVEL}\b\]?\s*[:|-]?\s*(.*)$`, 's'),
    level: 1,
    text: 2,
  },
  // 2026-11-23 02:57:18,181 - tap-x - INFO - message
  {
    form: new RegExp(String.raw`^${TIME}\s*[|-]\s*(\S+)\s*[|-]\s*${LEVEL}\s*[|-]\s*(.*)$`, 's'),
    level: 2,
    text: 3,
  },
  // time=2022-06-23 10:45:55 name=target_redshift level=INFO message=message
  { form: /^(?:time|ts|timestamp)=.*?\blevel="?(\w+)"?.*?\b(?:message|msg)=(.*)$/s, level: 1, text: 2 },
  { form: /^level="?(\w+)"?.*?\b(?:message|msg)=(.*)$/s, level: 1, text: 2 },
]

function readLevel(line: string): ParsedLine | undefined {
  // A line of any of these forms begins with a digit, a bracket, a capital or the name of a field.
  if (!/^[\d[A-Zlt]/.test(line)) return undefined
  for (const { form, level, text } of FORMS) {
    const match = form.exec(line)
    const named = match === null ? undefined : levelNamed(match[level] ?? '')
    if (match !== null && named !== undefined) return { level: named, text: match[text]?.trimEnd() ?? '' }
  }
  return undefined
}
