import type { LogLevels, LogLine, LogPage, LogQuery } from '@flx/shared/logs/log'

import { plainText } from '../../domain/singer/log/terminal-text.ts'
import type { AppContext } from '../core/context.ts'
import { findExecution } from './show-execution.ts'

type Context = Pick<AppContext, 'executions' | 'logs'>

/** Returns a page of an execution's log. Throws AppError `not-found`. */
export async function showLogPage(context: Context, executionId: string, query: LogQuery): Promise<LogPage> {
  const { id } = await findExecution(context, executionId)
  const page = await context.logs.page(id, query)
  return { ...page, lines: page.lines.map((line) => ({ ...line, text: cleanText(line) })) }
}

/** Counts the warnings and errors in an execution's log. Throws AppError `not-found`. */
export async function showLogLevels(context: Context, executionId: string): Promise<LogLevels> {
  const { id } = await findExecution(context, executionId)
  return { counts: await context.logs.levels(id) }
}

/** Streams an execution's whole log as text. Throws AppError `not-found`. */
export async function readLogText(context: Context, executionId: string): Promise<AsyncGenerator<string>> {
  const { id } = await findExecution(context, executionId)
  return logText(context.logs.stream(id))
}

async function* logText(pages: AsyncIterable<LogLine[]>): AsyncGenerator<string> {
  for await (const lines of pages) yield lines.map(formatLine).join('')
}

const formatLine = (line: LogLine): string => `${line.at} ${line.source} ${line.level} ${cleanText(line)}\n`

/** Strips control characters, which earlier versions stored as connectors wrote them. */
const cleanText = ({ text }: LogLine): string => plainText(text)
