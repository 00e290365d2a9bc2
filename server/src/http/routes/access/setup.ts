import { setupSchema, setupStateSchema, type SetupState } from '@flx/shared/access/setup'
import { Hono } from 'hono'

import { conflict } from '../../../domain/core/errors.ts'
import { open } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { body } from '../../guards/valid.ts'

/** Routes for creating the first administrator, once. */
export function setupRoutes({ auth, context, log }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      open('Returns whether the first administrator is still missing', { gives: setupStateSchema }),
      async (c) => {
        return c.json({ needed: !(await auth.administratorExists()) } satisfies SetupState)
      },
    )
    .post(
      '/',
      open('Creates the first administrator, once', { success: 201, gives: setupStateSchema }),
      body(setupSchema),
      async (c) => {
        const setup = c.req.valid('json')
        if (!(await auth.createFirstAdministrator(setup))) {
          throw conflict('The first administrator already exists. Sign in, or ask them for an account.')
        }
        await context.audit.record({
          actor: { id: null, name: setup.name },
          action: 'set-up',
          entityType: 'user',
          entityId: setup.email,
          entityName: setup.name,
        })
        log.info({ requestId: c.get('requestId') }, 'Created the first administrator')
        return c.json({ needed: false } satisfies SetupState, 201)
      },
    )
}
