import { bulkAcceptedSchema } from '@flx/shared/bulk'
import {
  cancelOptionsSchema,
  executionBulkSchema,
  executionListQuerySchema,
  logQuerySchema,
  type LogLine,
  executionSchema,
  executionListSchema,
  logPageSchema,
} from '@flx/shared/execution'
import { calendarQuerySchema, executionCalendarSchema } from '@flx/shared/execution-calendar'
import { comparisonQuerySchema, executionComparisonSchema } from '@flx/shared/execution-comparison'
import { Hono } from 'hono'

import { cancelExecution, forceExecution } from '../../app/cancel-execution.ts'
import { compareExecution } from '../../app/compare-execution.ts'
import { showCalendar } from '../../app/execution-calendar.ts'
import { retryExecution } from '../../app/retry-execution.ts'
import { findExecution, listExecutions, showExecution } from '../../app/show-execution.ts'
import { needs } from '../access.ts'
import { actorOf, askerOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { textStream } from '../text-stream.ts'
import { body, query } from '../valid.ts'

export function executionRoutes({ context, bulk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists executions', { gives: executionListSchema }),
      query(executionListQuerySchema),
      async (c) => c.json(await listExecutions(context, c.req.valid('query'))),
    )
    .post(
      '/bulk',
      needs('operator', 'Cancels or retries many executions', {
        success: 202,
        answer: 'The id of the bulk action, which goes on after the answer.',
        gives: bulkAcceptedSchema,
      }),
      body(executionBulkSchema),
      async (c) => c.json(await bulk.accept('executions', c.req.valid('json'), askerOf(c)), 202),
    )
    .get(
      '/calendar',
      needs('viewer', 'Executions by year, month and day of a time zone', { gives: executionCalendarSchema }),
      query(calendarQuerySchema),
      async (c) => c.json(await showCalendar(context, c.req.valid('query'))),
    )
    .get('/:id', needs('viewer', 'Shows an execution', { gives: executionSchema }), async (c) =>
      c.json(await showExecution(context, idOf(c, 'execution'))),
    )
    .post(
      '/:id/cancel',
      needs('operator', 'Cancels an execution, or kills one whose cancel hangs', {
        success: [200, 202],
        answer: 'The execution; 200 when it was pending and is cancelled now.',
        gives: executionSchema,
      }),
      body(cancelOptionsSchema),
      async (c) => {
        const id = idOf(c, 'execution')
        if (c.req.valid('json').force) return c.json(await forceExecution(context, id, actorOf(c)), 202)
        const { execution, ended } = await cancelExecution(context, id, actorOf(c))
        return c.json(execution, ended ? 200 : 202)
      },
    )
    .post(
      '/:id/retry',
      needs('operator', 'Executes the pipeline of a failed or cancelled execution again', {
        success: 202,
        answer: 'The new, pending execution.',
        gives: executionSchema,
      }),
      async (c) => c.json(await retryExecution(context, idOf(c, 'execution'), actorOf(c)), 202),
    )
    .get(
      '/:id/compare',
      needs('viewer', 'What is different from the last success before it, or from another execution', {
        gives: executionComparisonSchema,
      }),
      query(comparisonQuerySchema),
      async (c) => c.json(await compareExecution(context, idOf(c, 'execution'), c.req.valid('query'))),
    )
    .get(
      '/:id/log',
      needs('viewer', 'A page of the log, by line numbers', { gives: logPageSchema }),
      query(logQuerySchema),
      async (c) => {
        const { id } = await findExecution(context, idOf(c, 'execution'))
        return c.json(await context.logs.page(id, c.req.valid('query')))
      },
    )
    .get(
      '/:id/log/download',
      needs('viewer', 'The whole log as a text file', { gives: 'text/plain' }),
      async (c) => {
        const { id } = await findExecution(context, idOf(c, 'execution'))
        return new Response(textStream(logText(context.logs.stream(id))), {
          headers: {
            'content-type': 'text/plain; charset=utf-8',
            'content-disposition': `attachment; filename="execution-${id}.log"`,
          },
        })
      },
    )
}

async function* logText(pages: AsyncIterable<LogLine[]>): AsyncGenerator<string> {
  for await (const lines of pages) yield lines.map(textLine).join('')
}

const textLine = ({ at, source, level, text }: LogLine): string => `${at} ${source} ${level} ${text}\n`
