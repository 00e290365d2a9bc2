import { pipelineSummarySchema } from '@flx/shared/pipeline'
import { Hono } from 'hono'
import * as z from 'zod'

import { addSamples } from '../../app/add-samples.ts'
import { needs } from '../access.ts'
import { actorOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'

export function sampleRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Says whether sample history was put into this installation', {
        gives: z.object({ sampleHistory: z.boolean() }),
      }),
      async (c) => c.json({ sampleHistory: await context.statistics.hasSampleHistory() }),
    )
    .post(
      '/',
      needs('editor', 'Adds the sample pipelines that are not there yet', {
        answer: 'All sample pipelines and how many were added.',
        gives: z.object({ items: z.array(pipelineSummarySchema), added: z.number().int() }),
      }),
      async (c) => c.json(await addSamples(context, actorOf(c))),
    )
}
