import { listOf } from '@flx/shared/core/list'
import {
  assignSchema,
  causeListQuerySchema,
  causePipelineSchema,
  causePipelinesQuerySchema,
  failureCauseListSchema,
  failureCauseSchema,
  failureChoicesSchema,
  failureSummaryQuerySchema,
  failureSummarySchema,
} from '@flx/shared/failures/failure-cause'
import { causeTriggersSchema } from '@flx/shared/failures/likely-trigger'
import { Hono } from 'hono'

import {
  assignCause,
  failureChoices,
  retryCause,
  showCause,
  summarizeFailures,
} from '../../../app/failures/failures.ts'
import { showTriggers } from '../../../app/failures/cause-triggers.ts'
import { BULK_ANSWER } from '../../core/bulk-answer.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf, requesterOf, idOf } from '../../core/request.ts'
import { body, query } from '../../guards/valid.ts'

const CAUSE = 'cause of failures'

/** Routes of failures by cause: viewers read, operators act on whole causes. */
export function failureRoutes({ context, auth, bulk }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists causes of failures, open ones first', { gives: failureCauseListSchema }),
      query(causeListQuerySchema),
      async (c) => c.json(await context.failures.list(c.req.valid('query'))),
    )
    .get(
      '/summary',
      needs('viewer', 'Counts open causes, failing pipelines and failed executions', {
        gives: failureSummarySchema,
      }),
      query(failureSummaryQuerySchema),
      async (c) => c.json(await summarizeFailures(context, c.req.valid('query').from)),
    )
    .get(
      '/choices',
      needs('viewer', 'Lists the plugins that failed and the users who can be assigned', {
        gives: failureChoicesSchema,
      }),
      async (c) => c.json(await failureChoices(context, auth)),
    )
    .get('/:id', needs('viewer', 'Returns a cause of failures', { gives: failureCauseSchema }), async (c) =>
      c.json(await showCause(context, idOf(c, CAUSE))),
    )
    .get(
      '/:id/pipelines',
      needs('viewer', 'Lists the pipelines that a cause affects, latest failure first', {
        gives: listOf(causePipelineSchema),
      }),
      query(causePipelinesQuerySchema),
      async (c) => {
        const { id } = await showCause(context, idOf(c, CAUSE))
        return c.json(await context.failures.pipelines(id, c.req.valid('query')))
      },
    )
    .get(
      '/:id/triggers',
      needs('viewer', 'Lists what changed before a cause appeared, likeliest first', {
        gives: causeTriggersSchema,
      }),
      async (c) => c.json(await showTriggers(context, idOf(c, CAUSE))),
    )
    .post(
      '/:id/retry',
      needs('operator', 'Retries every pipeline that is still failing for a cause', BULK_ANSWER),
      async (c) => c.json(await retryCause(context, bulk, idOf(c, CAUSE), requesterOf(c)), 202),
    )
    .put(
      '/:id/assignee',
      needs('operator', 'Assigns a cause of failures to a user; null removes the assignment', {
        gives: failureCauseSchema,
      }),
      body(assignSchema),
      async (c) =>
        c.json(
          await assignCause(
            { failures: context.failures, accounts: auth },
            idOf(c, CAUSE),
            c.req.valid('json').userId,
            actorOf(c),
          ),
        ),
    )
}
