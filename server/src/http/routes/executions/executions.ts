import {
  cancelOptionsSchema,
  executionBulkSchema,
  executionListQuerySchema,
  retryOptionsSchema,
  executionSchema,
  executionListSchema,
} from '@flx/shared/executions/execution'
import { logQuerySchema, logLevelsSchema, logPageSchema } from '@flx/shared/logs/log'
import { calendarQuerySchema, executionCalendarSchema } from '@flx/shared/executions/execution-calendar'
import { comparisonQuerySchema, executionComparisonSchema } from '@flx/shared/executions/execution-comparison'
import { loadedRowsRequestSchema, loadedRowsSchema } from '@flx/shared/executions/loaded-rows'
import { logMatchesSchema, logSearchQuerySchema } from '@flx/shared/logs/log-search'
import { priorityChangeSchema } from '@flx/shared/executions/priority'
import { transformPartsSchema } from '@flx/shared/executions/transform-node'
import { Hono } from 'hono'

import { cancelExecution, forceExecution } from '../../../app/executions/cancel-execution.ts'
import { compareExecution } from '../../../app/executions/compare-execution.ts'
import { showCalendar } from '../../../app/figures/execution-calendar.ts'
import { presentRows } from '../../../app/executions/loaded-rows.ts'
import { prioritiseExecution } from '../../../app/executions/prioritise-execution.ts'
import { retryExecution } from '../../../app/executions/retry-execution.ts'
import { listExecutions, showExecution } from '../../../app/executions/show-execution.ts'
import { showTransform } from '../../../app/executions/show-transform.ts'
import { readLogText, showLogLevels, showLogPage } from '../../../app/executions/show-log.ts'
import { BULK_ANSWER } from '../../core/bulk-answer.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, requesterOf, idOf } from '../../core/request.ts'
import { textStream } from '../../core/text-stream.ts'
import { body, query } from '../../guards/valid.ts'

export function executionRoutes({ context, bulk, loadedRows, logSearches }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists executions', { gives: executionListSchema }),
      query(executionListQuerySchema),
      async (c) => c.json(await listExecutions(context, c.req.valid('query'))),
    )
    .post(
      '/bulk',
      needs('operator', 'Cancels or retries many executions', BULK_ANSWER),
      body(executionBulkSchema),
      async (c) => c.json(await bulk.accept('executions', c.req.valid('json'), requesterOf(c)), 202),
    )
    .get(
      '/calendar',
      needs('viewer', 'Counts executions by year, month and day in a time zone', {
        gives: executionCalendarSchema,
      }),
      query(calendarQuerySchema),
      async (c) => c.json(await showCalendar(context, c.req.valid('query'))),
    )
    .get(
      '/log-lines',
      needs(
        'viewer',
        'Searches the logs of the executions that match a filter, newest first. One request searches about 32 MB; continue with `nextCursor`. Closing the request stops the search, as does another search by the same user',
        { gives: logMatchesSchema, problems: [409, 503] },
      ),
      query(logSearchQuerySchema),
      async (c) => c.json(await logSearches.search(c.req.valid('query'), actorOf(c), c.req.raw.signal)),
    )
    .get('/:id', needs('viewer', 'Returns an execution', { gives: executionSchema }), async (c) =>
      c.json(await showExecution(context, idOf(c, 'execution'))),
    )
    .post(
      '/:id/cancel',
      needs('operator', 'Cancels an execution, or force kills one whose cancel hangs', {
        success: [200, 202],
        answer: 'The execution; 200 if it was pending and is now cancelled.',
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
    .put(
      '/:id/priority',
      needs('operator', 'Changes the priority of a pending execution; 409 when it has started', {
        gives: executionSchema,
      }),
      body(priorityChangeSchema),
      async (c) => {
        const { priority } = c.req.valid('json')
        return c.json(await prioritiseExecution(context, idOf(c, 'execution'), priority, actorOf(c)))
      },
    )
    .post(
      '/:id/retry',
      needs(
        'operator',
        'Retries a failed or cancelled execution: in full, from its transform or from its failed models. With custom settings it needs the editor role',
        {
          success: 202,
          answer: 'The new, pending execution.',
          gives: executionSchema,
        },
      ),
      body(retryOptionsSchema),
      async (c) =>
        c.json(await retryExecution(context, idOf(c, 'execution'), c.req.valid('json'), requesterOf(c)), 202),
    )
    .get(
      '/:id/transform',
      needs('viewer', 'Lists the models, tests and seeds of the transform with their results', {
        gives: transformPartsSchema,
      }),
      async (c) => c.json(await showTransform(context, idOf(c, 'execution'))),
    )
    .get(
      '/:id/compare',
      needs('viewer', 'Compares an execution with the last success before it, or with another execution', {
        gives: executionComparisonSchema,
      }),
      query(comparisonQuerySchema),
      async (c) => c.json(await compareExecution(context, idOf(c, 'execution'), c.req.valid('query'))),
    )
    .post(
      '/:id/rows',
      needs('operator', 'Returns the first rows of a stream from where the execution loaded them', {
        gives: loadedRowsSchema,
        problems: [409, 422, 429, 503],
      }),
      body(loadedRowsRequestSchema),
      async (c) => {
        const id = idOf(c, 'execution')
        const rows = await loadedRows.show(id, c.req.valid('json'), actorOf(c), c.req.raw.signal)
        return c.json(presentRows(rows))
      },
    )
    .get(
      '/:id/log',
      needs('viewer', 'Returns a page of the log, by line number', { gives: logPageSchema }),
      query(logQuerySchema),
      async (c) => c.json(await showLogPage(context, idOf(c, 'execution'), c.req.valid('query'))),
    )
    .get(
      '/:id/log/levels',
      needs('viewer', 'Counts the warnings and errors of the log', { gives: logLevelsSchema }),
      async (c) => c.json(await showLogLevels(context, idOf(c, 'execution'))),
    )
    .get(
      '/:id/log/download',
      needs('viewer', 'Returns the whole log as a text file', { gives: 'text/plain' }),
      async (c) => {
        const id = idOf(c, 'execution')
        return new Response(textStream(await readLogText(context, id)), {
          headers: {
            'content-type': 'text/plain; charset=utf-8',
            'content-disposition': `attachment; filename="execution-${id}.log"`,
          },
        })
      },
    )
}
