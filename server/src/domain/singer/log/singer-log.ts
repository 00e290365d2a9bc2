import type { LogLevel } from '@flx/shared/logs/log'

import { readHead, withoutTime } from './singer-log-head.ts'
import type { ParsedLine } from './singer-log-level.ts'
import { readStructuredLine } from './singer-log-structured.ts'
import { readMetric, type SingerMetric } from './singer-metric.ts'
import { plainText } from './terminal-text.ts'

export interface LogReader {
  /** Reads a line. Usually returns one line; an exception in a structured line gives several. */
  read(line: string): { lines: ParsedLine[]; metric: SingerMetric | undefined }
}

/**
 * Reads one process's stderr, in the formats of Python's logging, the Meltano SDK (console and structured), PipelineWise and
 * others. Remembers the last level, which continuation lines and tracebacks inherit.
 */
export function createLogReader(): LogReader {
  let level: LogLevel = 'info'
  let inTraceback = false

  return {
    read(raw) {
      const line = plainText(raw)
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
    const parsed = readHead(line)
    if (parsed !== undefined) {
      level = parsed.level
      inTraceback = false
      return parsed
    }
    const afterTime = withoutTime(line)
    const body = afterTime === line ? line : afterTime.replace(/^ {1,2}(?=\S)/, '')
    const dbtLevel = levelOfDbt(body)
    if (TRACEBACK.test(body)) {
      level = 'error'
      inTraceback = true
    } else if (EXCEPTION.test(body)) {
      level = 'error'
      inTraceback = false
    } else if (dbtLevel !== undefined) {
      level = dbtLevel
      inTraceback = false
    } else if (!inTraceback && !isContinuation(body)) level = 'info'
    return { level, text: line }
  }
}

const TRACEBACK = /Traceback \(most recent call last\):$/
/** The unindented line that names an exception in Python, JavaScript, Java and Go. */
const EXCEPTION = new RegExp(
  "^(?:Uncaught |Caused by: |panic: |fatal error: |thread '[^']*' panicked at )|" +
    String.raw`^(?:[\w$]+\.)*(?:[A-Z][\w$]*)?(?:Error|Exception|KeyboardInterrupt|SystemExit)(?::|$| \[)`,
)
const EXCEPTION_LINKS = /^(?:During handling of the above|The above exception was)/

/** Whether a line belongs to the previous one: blank lines, indented lines and those between linked tracebacks. */
const isContinuation = (line: string): boolean => /^(?:\s|$)/.test(line) || EXCEPTION_LINKS.test(line)

/**
 * Returns the level of a line by dbt, which prints none on its console; its wording gives it away. Details are indented after
 * the time.
 */
function levelOfDbt(body: string): LogLevel | undefined {
  if (/^Encountered an error\b|^\d+ of \d+ ERROR\b|^Completed with [1-9]\d* errors?\b/.test(body))
    return 'error'
  if (/^(?:Database|Runtime|Compilation|Parsing|Dependency|Validation) Error\b/.test(body)) return 'error'
  if (/^\d+ of \d+ WARN\b|^Completed with 0 errors and [1-9]\d* warnings?\b/.test(body)) return 'warning'
  return undefined
}
