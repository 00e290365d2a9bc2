import { pipelineSummarySchema } from '@flx/shared/pipelines/pipeline'
import { Hono } from 'hono'
import * as z from 'zod'

import { addSamples } from '../../../app/pipelines/add-samples.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf } from '../../core/request.ts'

export function sampleRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Returns whether this installation has sample history', {
        gives: z.object({ sampleHistory: z.boolean() }),
      }),
      async (c) => c.json({ sampleHistory: await context.statistics.hasSampleHistory() }),
    )
    .post(
      '/',
      needs('editor', 'Adds the missing sample pipelines', {
        answer: 'All sample pipelines and how many were added.',
        gives: z.object({ items: z.array(pipelineSummarySchema), added: z.number().int() }),
      }),
      async (c) => c.json(await addSamples(context, actorOf(c))),
    )
}
