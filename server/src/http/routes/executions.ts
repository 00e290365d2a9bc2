import {
  cancelOptionsSchema,
  executionListQuerySchema,
  logQuerySchema,
  type LogLine,
} from '@flx/shared/execution'
import { Hono } from 'hono'

import { cancelExecution, forceExecution } from '../../app/cancel-execution.ts'
import { retryExecution } from '../../app/retry-execution.ts'
import { findExecution, listExecutions, showExecution } from '../../app/show-execution.ts'
import { needs } from '../access.ts'
import { actorOf, idOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body, query } from '../valid.ts'

export function executionRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get('/', needs('viewer', 'Lists executions'), query(executionListQuerySchema), async (c) =>
      c.json(await listExecutions(context, c.req.valid('query'))),
    )
    .get('/:id', needs('viewer', 'Shows an execution'), async (c) =>
      c.json(await showExecution(context, idOf(c, 'execution'))),
    )
    .post(
      '/:id/cancel',
      needs('operator', 'Cancels an execution, or kills one whose cancel hangs', {
        success: 202,
        answer: 'The execution; 200 when it was pending and is cancelled now.',
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
      }),
      async (c) => c.json(await retryExecution(context, idOf(c, 'execution'), actorOf(c)), 202),
    )
    .get(
      '/:id/log',
      needs('viewer', 'A page of the log, by line numbers'),
      query(logQuerySchema),
      async (c) => {
        const { id } = await findExecution(context, idOf(c, 'execution'))
        return c.json(await context.logs.page(id, c.req.valid('query')))
      },
    )
    .get('/:id/log/download', needs('viewer', 'The whole log as a text file'), async (c) => {
      const { id } = await findExecution(context, idOf(c, 'execution'))
      return new Response(textStream(context.logs.stream(id)), {
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          'content-disposition': `attachment; filename="execution-${id}.log"`,
        },
      })
    })
}

/** Reads the next part of the log only when the client took the last one: constant memory at any size. */
function textStream(pages: AsyncIterable<LogLine[]>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = pages[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const next = await iterator.next()
      if (next.done === true) return controller.close()
      controller.enqueue(encoder.encode(next.value.map(textLine).join('')))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

const textLine = ({ at, source, level, text }: LogLine): string => `${at} ${source} ${level} ${text}\n`
