import { Hono } from 'hono'

import { addSamples } from '../../app/add-samples.ts'
import { needs } from '../access.ts'
import { actorOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'

export function sampleRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get('/', needs('viewer', 'Says whether sample history was put into this installation'), async (c) =>
      c.json({ sampleHistory: await context.statistics.hasSampleHistory() }),
    )
    .post(
      '/',
      needs('editor', 'Adds the sample pipelines that are not there yet', {
        answer: 'All sample pipelines and how many were added.',
      }),
      async (c) => c.json(await addSamples(context, actorOf(c))),
    )
}
