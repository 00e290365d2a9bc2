import {
  reportEndSchema,
  reportLinesSchema,
  reportStatusSchema,
  reportStartSchema,
} from '@flx/shared/executions/report'
import { Hono } from 'hono'

import { endReport, reportLines, startReport } from '../../../app/executions/report-execution.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf } from '../../core/request.ts'
import { needs } from '../../guards/access.ts'
import { body } from '../../guards/valid.ts'

/** Routes for reporting executions that run elsewhere. */
export function reportRoutes({ context: app, reports, secretsOf }: HttpDependencies) {
  const context = { ...app, reports, secretsOf }
  return new Hono<HttpEnvironment>()
    .post(
      '/reports',
      needs('operator', 'Starts the report of an execution that runs elsewhere; idempotent', {
        success: 201,
        gives: reportStatusSchema,
        problems: [404, 409, 422],
      }),
      body(reportStartSchema),
      async (c) => c.json(await startReport(context, c.req.valid('json'), requesterOf(c)), 201),
    )
    .post(
      '/:id/report/lines',
      needs(
        'operator',
        'Adds lines to the log of a reported execution; without lines, reports that the program is still running',
        { gives: reportStatusSchema },
      ),
      body(reportLinesSchema),
      async (c) => c.json(await reportLines(context, idOf(c, 'execution'), c.req.valid('json'))),
    )
    .post(
      '/:id/report/end',
      needs(
        'operator',
        'Ends a reported execution with the outcome of its program; `state` needs the editor role',
        {
          gives: reportStatusSchema,
        },
      ),
      body(reportEndSchema),
      async (c) =>
        c.json(await endReport(context, idOf(c, 'execution'), c.req.valid('json'), requesterOf(c))),
    )
}
