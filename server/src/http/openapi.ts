import { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'

import { needs } from './access.ts'
import type { HttpEnvironment } from './environment.ts'

/** The API document, made from the same schemas that check the requests. */
export function openapiRoutes(api: Hono<HttpEnvironment>, version: string) {
  let document: Promise<unknown> | undefined
  return new Hono<HttpEnvironment>().get('/openapi.json', needs('viewer', 'This document'), async (c) => {
    document ??= describeApi(api, version)
    return c.json((await document) as object)
  })
}

function describeApi(api: Hono<HttpEnvironment>, version: string): Promise<unknown> {
  return generateSpecs(api, {
    documentation: {
      openapi: '3.1.0',
      info: {
        title: 'FLX Pipelines',
        version,
        description:
          'Times are ISO-8601 UTC. Lists are paged by `nextCursor`. Errors are problem details (RFC 9457).',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'flx.session_token' } },
      },
      security: [{ session: [] }],
    },
    exclude: [/^\/(?!api\/)/],
    defaultValidationErrorResponse: false,
  })
}
