import { listOf } from '@flx/shared/core/list'
import {
  listedScheduleSchema,
  previewQuerySchema,
  scheduleListQuerySchema,
  schedulePauseSchema,
  schedulePreviewSchema,
  upcomingQuerySchema,
  upcomingTicksSchema,
} from '@flx/shared/pipelines/schedule'
import { Hono } from 'hono'
import * as z from 'zod'

import {
  listSchedules,
  pauseSchedules,
  previewSchedule,
  resumeSchedules,
} from '../../../app/schedules/schedules.ts'
import { upcomingTicks } from '../../../app/schedules/upcoming-ticks.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { actorOf } from '../../core/request.ts'
import { query } from '../../guards/valid.ts'

const pausedSchema = z.object({ pause: schedulePauseSchema.nullable() })
const scheduleListSchema = z.object({ ...listOf(listedScheduleSchema).shape, ...pausedSchema.shape })

export function scheduleRoutes({ context }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists schedules, next due first', { gives: scheduleListSchema }),
      query(scheduleListQuerySchema),
      async (c) => c.json(await listSchedules(context, c.req.valid('query'))),
    )
    .get(
      '/preview',
      needs('viewer', 'Previews the next runs of a cron expression in a time zone', {
        gives: schedulePreviewSchema,
      }),
      query(previewQuerySchema),
      (c) => c.json(previewSchedule(context, c.req.valid('query'))),
    )
    .get(
      '/upcoming',
      needs('viewer', 'Lists upcoming runs of all schedules', { gives: upcomingTicksSchema }),
      query(upcomingQuerySchema),
      async (c) => c.json(await upcomingTicks(context, c.req.valid('query'))),
    )
    .post('/pause', needs('operator', 'Pauses all schedules', { gives: pausedSchema }), async (c) =>
      c.json({ pause: await pauseSchedules(context, actorOf(c)) }),
    )
    .post(
      '/resume',
      needs('operator', 'Resumes all schedules from now', { gives: pausedSchema }),
      async (c) => {
        await resumeSchedules(context, actorOf(c))
        return c.json({ pause: null })
      },
    )
}
