import { allOf } from '@flx/shared/core/list'
import { tokenCreateSchema, apiTokenSchema, createdTokenSchema } from '@flx/shared/access/token'
import { Hono } from 'hono'

import { createToken, deleteToken, listTokens } from '../../../app/access/tokens.ts'
import { needs } from '../../guards/access.ts'
import type { HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { requesterOf, idOf, refuseTokens } from '../../core/request.ts'
import { body } from '../../guards/valid.ts'

export function tokenRoutes({ tokens, sessionEnded }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists your API tokens; administrators see all', {
        gives: allOf(apiTokenSchema),
      }),
      async (c) => c.json({ items: await listTokens(tokens, requesterOf(c)) }),
    )
    .post(
      '/',
      needs('viewer', 'Creates an API token; its value is shown only in this response', {
        success: 201,
        gives: createdTokenSchema,
      }),
      body(tokenCreateSchema),
      async (c) => {
        // A leaked token must not be able to outlive itself.
        refuseTokens(c, 'Creating another API token is not possible')
        return c.json(await createToken(tokens, c.req.valid('json'), requesterOf(c)), 201)
      },
    )
    .delete('/:id', needs('viewer', 'Deletes an API token', { success: 204 }), async (c) => {
      refuseTokens(c, 'An API token cannot be deleted')
      const id = idOf(c, 'token')
      await deleteToken(tokens, id, requesterOf(c))
      sessionEnded(`token:${id}`)
      return c.body(null, 204)
    })
}
