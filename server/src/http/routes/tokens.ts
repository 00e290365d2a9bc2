import { allOf } from '@flx/shared/list'
import { tokenCreateSchema, apiTokenSchema, createdTokenSchema } from '@flx/shared/token'
import { Hono } from 'hono'

import { createToken, deleteToken, listTokens } from '../../app/tokens.ts'
import { needs } from '../access.ts'
import { askerOf, idOf, refuseTokens, type HttpDependencies, type HttpEnvironment } from '../environment.ts'
import { body } from '../valid.ts'

export function tokenRoutes({ tokens, sessionEnded }: HttpDependencies) {
  return new Hono<HttpEnvironment>()
    .get(
      '/',
      needs('viewer', 'Lists the own API tokens; an administrator sees all', {
        gives: allOf(apiTokenSchema),
      }),
      async (c) => c.json({ items: await listTokens(tokens, askerOf(c)) }),
    )
    .post(
      '/',
      needs('viewer', 'Makes an API token; its value is shown this once', {
        success: 201,
        gives: createdTokenSchema,
      }),
      body(tokenCreateSchema),
      async (c) => {
        // A token that leaked must not be able to outlive itself.
        refuseTokens(c, 'Another API token cannot be made')
        return c.json(await createToken(tokens, c.req.valid('json'), askerOf(c)), 201)
      },
    )
    .delete('/:id', needs('viewer', 'Deletes an API token', { success: 204 }), async (c) => {
      refuseTokens(c, 'An API token cannot be deleted')
      const id = idOf(c, 'token')
      await deleteToken(tokens, id, askerOf(c))
      sessionEnded(`token:${id}`)
      return c.body(null, 204)
    })
}
