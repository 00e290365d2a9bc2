import type { LogLevel } from '@flx/shared/execution'
import * as z from 'zod'

import { levelNamed, type ParsedLine } from './singer-log-level.ts'
import { parseJson, parseMetric, readMetric, type SingerMetric } from './singer-metric.ts'

const text = z.string().optional().catch(undefined)

/** Level and message are all that can be relied on: writers leave out and rename everything else. */
const structuredSchema = z.object({
  level: z.union([z.string(), z.number()]).optional().catch(undefined),
  levelname: text,
  severity: text,
  message: text,
  msg: text,
  event: text,
  logger_name: text,
  exception: z.unknown().optional(),
  metric_info: z.unknown().optional(),
})

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

/** Reads a log line that is a JSON object with a message; undefined for everything else. */
export function readStructuredLine(
  line: string,
): { lines: ParsedLine[]; metric: SingerMetric | undefined } | undefined {
  if (!line.startsWith('{')) return undefined
  const entry = structuredSchema.safeParse(parseJson(line)).data
  if (entry === undefined) return undefined
  const message = entry.message ?? entry.msg ?? entry.event
  const exception = exceptionSchema.safeParse(entry.exception).data
  if (message === undefined && exception === undefined) return undefined
  const level = levelOf(entry.level ?? entry.levelname ?? entry.severity, exception !== undefined)
  const metric = parseMetric(entry.metric_info) ?? readMetric(message ?? '')
  const texts = [...messageLines(message, metric, entry.metric_info), ...exceptionLines(exception)]
  const name = entry.logger_name === undefined ? '' : `${entry.logger_name}: `
  return {
    lines: texts.map((each, index) => ({
      level,
      text: index === 0 && each === message ? name + each : each,
    })),
    metric,
  }
}

/** Pino and Bunyan number their levels: 20 debug, 30 info, 40 warning, 50 and more error. */
function levelOf(level: string | number | undefined, failed: boolean): LogLevel {
  if (typeof level === 'string') return levelNamed(level) ?? 'info'
  if (level === undefined) return failed ? 'error' : 'info'
  if (level >= 50) return 'error'
  if (level >= 40) return 'warning'
  return level >= 30 ? 'info' : 'debug'
}

function messageLines(
  message: string | undefined,
  metric: SingerMetric | undefined,
  info: unknown,
): string[] {
  if (message === undefined) return []
  if (metric !== undefined && message === 'METRIC') return [`METRIC: ${JSON.stringify(info)}`]
  return message.trimEnd().split('\n')
}

/** As Python prints it, so that all that reads tracebacks reads this one too. */
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
