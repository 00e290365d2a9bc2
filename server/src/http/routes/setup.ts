import { setupSchema, setupStateSchema, type SetupState } from '@flx/shared/setup'
import { Hono } from 'hono'

import { conflict } from '../../domain/errors.ts'
import { open } from '../access.ts'
import type { HttpDependencies, HttpEnvironment } from '../environment.ts'
import { body } from '../valid.ts'

/** The first administrator, once. */
export function setupRoutes({ auth, context, log }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      open('Says whether the first administrator is still missing', { gives: setupStateSchema }),
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
          throw conflict('The first administrator exists already. Sign in, or ask them for an account.')
        }
        await context.audit.record({
          actor: { id: null, name: setup.name },
          action: 'set-up',
          entityType: 'user',
          entityId: setup.email,
          entityName: setup.name,
        })
        log.info({ requestId: c.get('requestId') }, 'The first administrator was created')
        return c.json({ needed: false } satisfies SetupState, 201)
      },
    )
}
