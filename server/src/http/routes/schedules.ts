import { listOf } from '@flx/shared/list'
import {
  listedScheduleSchema,
  previewQuerySchema,
  scheduleListQuerySchema,
  schedulePauseSchema,
  schedulePreviewSchema,
  upcomingQuerySchema,
  upcomingTicksSchema,
} from '@flx/shared/schedule'
import { Hono } from 'hono'
import * as z from 'zod'

import { listSchedules, pauseSchedules, previewSchedule, resumeSchedules } from '../../app/schedules.ts'
import { upcomingTicks } from '../../app/upcoming-ticks.ts'
import { needs } from '../access.ts'
import { actorOf, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { query } from '../valid.ts'

const pausedSchema = z.object({ pause: schedulePauseSchema.nullable() })
const scheduleListSchema = z.object({ ...listOf(listedScheduleSchema).shape, ...pausedSchema.shape })

export function scheduleRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists schedules, those that are due first', { gives: scheduleListSchema }),
      query(scheduleListQuerySchema),
      async (c) => c.json(await listSchedules(context, c.req.valid('query'))),
    )
    .get(
      '/preview',
      needs('viewer', 'The next ticks of a cron expression in a time zone', { gives: schedulePreviewSchema }),
      query(previewQuerySchema),
      (c) => c.json(previewSchedule(context, c.req.valid('query'))),
    )
    .get(
      '/upcoming',
      needs('viewer', 'The coming ticks of all schedules', { gives: upcomingTicksSchema }),
      query(upcomingQuerySchema),
      async (c) => c.json(await upcomingTicks(context, c.req.valid('query'))),
    )
    .post('/pause', needs('operator', 'Pauses all schedules', { gives: pausedSchema }), async (c) =>
      c.json({ pause: await pauseSchedules(context, actorOf(c)) }),
    )
    .post(
      '/resume',
      needs('operator', 'Lets all schedules go on from now', { gives: pausedSchema }),
      async (c) => {
        await resumeSchedules(context, actorOf(c))
        return c.json({ pause: null })
      },
    )
}
