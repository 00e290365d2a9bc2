import { tryParseJson } from '@flx/shared/json/json-text'
import { isJsonObject } from '@flx/shared/json/json'
import type { LogLevel } from '@flx/shared/logs/log'
import * as z from 'zod'

import { levelFromName, levelFromNumber, levelOfPython, type ParsedLine } from './singer-log-level.ts'
import { parseJson, parseMetric, readMetric, type SingerMetric } from './singer-metric.ts'

const text = z.string().optional().catch(undefined)
const level = z.union([z.string(), z.number()]).optional().catch(undefined)
/** An error, as text or in Pino's form. */
const error = z
  .union([z.string(), z.object({ type: text, message: text, stack: text })])
  .optional()
  .catch(undefined)

const fieldsSchema = z.object({
  level,
  levelname: text,
  levelno: z.number().optional().catch(undefined),
  severity: level,
  lvl: level,
  loglevel: level,
  log_level: level,
  'log.level': level,
  '@l': level,
  message: text,
  msg: text,
  event: text,
  short_message: text,
  '@m': text,
  logger_name: text,
  logger: text,
})

/** Relies on nothing but level and message: writers omit and rename everything else. */
const structuredSchema = fieldsSchema.extend({
  exception: z.unknown().optional(),
  exc_info: text,
  stack_trace: text,
  err: error,
  error,
  metric_info: z.unknown().optional(),
  log: z.object({ level }).optional().catch(undefined),
  /** dbt nests its message here. */
  info: fieldsSchema.optional().catch(undefined),
})
type Structured = z.output<typeof structuredSchema>

const exceptionSchema = z.object({
  type: z.string(),
  module: text,
  message: z.string().catch(''),
  traceback: z
    .array(
      z.object({
        filename: z.string().catch('?'),
        function: z.string().catch('?'),
        lineno: z.number().catch(0),
        line: z.string().catch(''),
      }),
    )
    .catch([]),
})

/** Reads a log line that is a JSON object with a level or a message; undefined for any other line. */
export function readStructuredLine(
  line: string,
): { lines: ParsedLine[]; metric: SingerMetric | undefined } | undefined {
  if (!line.startsWith('{')) return undefined
  const entry = structuredSchema.safeParse(parseJson(line)).data
  if (entry === undefined) return undefined
  const fields = { ...entry.info, ...entry }
  const exception = exceptionSchema.safeParse(entry.exception).data
  const details = [...exceptionLines(exception), ...detailLines(entry)]
  const message = fields.message ?? fields.msg ?? fields.event ?? fields.short_message ?? fields['@m']
  const stated = statedLevel(fields)
  if (message === undefined && details.length === 0) {
    // A line that names its level is a log line, whatever else it holds.
    return stated === undefined || typeof fields.level === 'number'
      ? undefined
      : { lines: [{ level: stated, text: line }], metric: undefined }
  }
  const effectiveLevel = stated ?? (exception === undefined ? 'info' : 'error')
  const metric = parseMetric(entry.metric_info) ?? readMetric(message ?? '')
  const texts = [...messageLines(message, metric, line), ...details]
  const logger = fields.logger_name ?? fields.logger
  const name = logger === undefined ? '' : `${logger}: `
  return {
    lines: texts.map((text, index) => ({
      level: effectiveLevel,
      text: index === 0 && message !== undefined && message.startsWith(text) ? name + text : text,
    })),
    metric,
  }
}

/** Returns the level that a line states under any of its names. */
function statedLevel(fields: Structured): LogLevel | undefined {
  const { level, levelname, severity, lvl, loglevel, log_level, levelno, log } = fields
  const stated = [
    levelname,
    level,
    severity,
    lvl,
    loglevel,
    log_level,
    fields['log.level'],
    fields['@l'],
    log?.level,
  ]
  for (const value of stated) {
    if (value === undefined || value === '') continue
    const found = Number.isNaN(Number(value))
      ? levelFromName(String(value).trim())
      : levelFromNumber(Number(value))
    if (found !== undefined) return found
  }
  return levelno === undefined ? undefined : levelOfPython(levelno)
}

/** Returns the line's error text, which the message seldom repeats. */
function detailLines({ exception, exc_info, stack_trace, err, error, message, msg }: Structured): string[] {
  const texts = [err, error].map((detail) =>
    typeof detail === 'object'
      ? (detail.stack ?? [detail.type, detail.message].filter(Boolean).join(': '))
      : detail,
  )
  return [typeof exception === 'string' ? exception : undefined, exc_info, stack_trace, ...texts].flatMap(
    (text) =>
      text === undefined || text.trim() === '' || text === message || text === msg
        ? []
        : text.trimEnd().split('\n'),
  )
}

function messageLines(message: string | undefined, metric: SingerMetric | undefined, line: string): string[] {
  if (message === undefined) return []
  if (metric !== undefined && message === 'METRIC') return [`METRIC: ${metricText(line)}`]
  return message.trimEnd().split('\n')
}

/** Returns the line's metric as it was written: its tags may hold a bookmark with more digits than a double. */
function metricText(line: string): string {
  const entry = tryParseJson(line)
  return isJsonObject(entry) ? JSON.stringify(entry['metric_info']) : line
}

/** Formats an exception as Python prints it, so that every reader of tracebacks understands it. */
function exceptionLines(exception: z.output<typeof exceptionSchema> | undefined): string[] {
  if (exception === undefined) return []
  const frames = exception.traceback.flatMap((frame) => {
    const place = `  File "${frame.filename}", line ${frame.lineno}, in ${frame.function}`
    return frame.line.trim() === '' ? [place] : [place, `    ${frame.line.trim()}`]
  })
  const builtIn = exception.module === undefined || exception.module === 'builtins'
  const type = builtIn ? exception.type : `${exception.module}.${exception.type}`
  const [first = '', ...rest] = exception.message.trimEnd().split('\n')
  return [
    ...(frames.length > 0 ? ['Traceback (most recent call last):', ...frames] : []),
    first === '' ? type : `${type}: ${first}`,
    ...rest,
  ]
}
