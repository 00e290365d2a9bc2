import type { BetterAuthPlugin } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import * as z from 'zod'

import { AppError } from '../../domain/core/errors.ts'

/** Adds an endpoint that opens a session for a user whom a provider or a link vouches for. It has no route. */
export const sessionOpener = {
  id: 'flx-session-opener',
  endpoints: {
    openSession: createAuthEndpoint(
      '/flx/open-session',
      { method: 'POST', body: z.object({ userId: z.string() }), metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter } = ctx.context
        const user = await internalAdapter.findUserById(ctx.body.userId)
        if (user === null) throw new AppError('not-found', 'This user does not exist.')
        const session = await internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        return ctx.json(null)
      },
    ),
  },
} satisfies BetterAuthPlugin
