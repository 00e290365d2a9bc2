import { previewQuerySchema, scheduleListQuerySchema, upcomingQuerySchema } from '@flx/shared/schedule'
import { Hono } from 'hono'

import { nowText } from '../../app/context.ts'
import { pauseSchedules, previewSchedule, resumeSchedules, upcomingTicks } from '../../app/schedules.ts'
import { needs } from '../access.ts'
import { actorOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { query } from '../valid.ts'

export function scheduleRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists schedules, those that are due first'),
      query(scheduleListQuerySchema),
      async (c) => {
        const [page, pause] = await Promise.all([
          context.schedules.list(c.req.valid('query'), nowText(context)),
          context.schedules.pause(),
        ])
        return c.json({ ...page, pause })
      },
    )
    .get(
      '/preview',
      needs('viewer', 'The next ticks of a cron expression in a time zone'),
      query(previewQuerySchema),
      (c) => c.json(previewSchedule(context, c.req.valid('query'))),
    )
    .get(
      '/upcoming',
      needs('viewer', 'The coming ticks of all schedules'),
      query(upcomingQuerySchema),
      async (c) => c.json(await upcomingTicks(context, c.req.valid('query'))),
    )
    .post('/pause', needs('operator', 'Pauses all schedules'), async (c) =>
      c.json({ pause: await pauseSchedules(context, actorOf(c)) }),
    )
    .post('/resume', needs('operator', 'Lets all schedules go on from now'), async (c) => {
      await resumeSchedules(context, actorOf(c))
      return c.json({ pause: null })
    })
}
