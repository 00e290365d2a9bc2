import type { LogLine } from '@flx/shared/logs/log'
import { LOG_LEVELS, LOG_SOURCES } from '@flx/shared/executions/execution-status'

import { answer } from '../api/client.ts'
import { findExecution } from '../api/find.ts'
import { executionSentence, followExecution, logText, outcomeCode, type LogFilter } from '../api/follow.ts'
import { command } from '../core/command.ts'
import { EXIT } from '../core/exit.ts'
import { wholeNumber } from '../core/numbers.ts'

export const logs = command({
  name: 'logs',
  summary: 'Print the log of an execution',
  arguments: [
    {
      name: 'PIPELINE|EXECUTION',
      summary: 'A pipeline (its last execution), or the ID of an execution',
      completes: 'pipeline',
    },
  ],
  options: {
    follow: {
      type: 'boolean',
      short: 'f',
      summary: 'Continue until the execution ends; the exit code reports how it ended',
    },
    lines: { type: 'string', short: 'n', value: 'N', summary: 'Start with the last N lines (default: 500)' },
    level: {
      type: 'string',
      value: 'LEVEL',
      multiple: true,
      choices: LOG_LEVELS,
      summary: 'Only lines of this level',
    },
    source: {
      type: 'string',
      value: 'SOURCE',
      multiple: true,
      choices: LOG_SOURCES,
      summary: 'Only lines from this source',
    },
    search: { type: 'string', value: 'TEXT', summary: 'Only lines that contain this text' },
  },
  examples: [
    ['flx logs orders', 'The last execution of a pipeline'],
    ['flx logs orders -f', 'Follow it to its end'],
    ['flx logs orders --level error --level warning', 'Errors and warnings'],
  ],
  json: 'One JSON object per line: `line`, `at`, `source`, `level`, `text`.',
  exits: [
    [EXIT.failed, 'With --follow: the execution failed'],
    [EXIT.cancelled, 'With --follow: the execution was cancelled'],
  ],
  async run({ options, args, terminal, api: connect, signal }) {
    const limit = wholeNumber('--lines', options.lines ?? '500', 1, 2000)
    const { level, source, search } = options
    const filter: LogFilter | undefined =
      level.length + source.length > 0 || search !== undefined
        ? {
            ...(level.length > 0 && { level: level as LogFilter['level'] }),
            ...(source.length > 0 && { source: source as LogFilter['source'] }),
            ...(search !== undefined && { search }),
          }
        : undefined
    const api = await connect()
    const id = await findExecution(api, args[0] ?? '')
    const print = (lines: readonly LogLine[]): void => {
      for (const line of lines) {
        if (terminal.json) terminal.write(`${JSON.stringify(line)}\n`)
        else terminal.line(logText(line, terminal))
      }
    }
    const page = await answer(
      api.executions[':id'].log.$get({ param: { id }, query: { ...filter, limit } }, { init: { signal } }),
    )
    print(page.lines)
    if (!options.follow) return EXIT.ok
    const ended = await followExecution({
      api,
      id,
      signal,
      terminal,
      onLines: print,
      after: Math.max(page.lastLine, page.lines.at(-1)?.line ?? 0),
      ...(filter !== undefined && { filter }),
    })
    if (ended === undefined) return EXIT.interrupted
    terminal.note(executionSentence(ended))
    return outcomeCode(ended)
  },
})
