import {
  servedDefinitionSchema,
  servedIndexesSchema,
  servedIndexSchema,
} from '@flx/shared/plugins/served-hub'
import { Hono } from 'hono'

import {
  servedIndex,
  servedIndexes,
  servedPlugin,
  type ServedHubContext,
} from '../../../app/plugins/catalogue/serve-hub.ts'
import type { HttpContext, HttpDependencies, HttpEnvironment } from '../../core/environment.ts'
import { needs } from '../../guards/access.ts'

/** Routes of MeltanoHub's API for other Meltanos, which send an API token as `hub_url_auth`. */
export function servedHubRoutes({ context, catalogue, publicUrl }: HttpDependencies) {
  const hubContext: ServedHubContext = { ...catalogue, plugins: context.plugins }
  const success = [200, 304] as const
  const root = (c: HttpContext): string => {
    const requestUrl = new URL(c.req.url)
    const origin = publicUrl ?? `${requestUrl.protocol}//${c.get('host') ?? requestUrl.host}`
    return `${origin}/api/meltano/hub`
  }
  return new Hono<HttpEnvironment>()
    .get(
      '/plugins/index',
      needs('viewer', "Lists plugins of all types as MeltanoHub's API does", {
        success,
        gives: servedIndexesSchema,
      }),
      async (c) => withEtag(c, await servedIndexes(hubContext, root(c))),
    )
    .get(
      '/plugins/:type/index',
      needs('viewer', "Lists plugins of one type as MeltanoHub's API does, including the team's own", {
        success,
        gives: servedIndexSchema,
      }),
      async (c) => withEtag(c, await servedIndex(hubContext, c.req.param('type'), root(c))),
    )
    .get(
      '/plugins/:type/:definition',
      needs('viewer', "Returns one definition as MeltanoHub's API does; `definition` is NAME--VARIANT", {
        success,
        gives: servedDefinitionSchema,
        problems: [503],
      }),
      async (c) =>
        withEtag(c, await servedPlugin(hubContext, c.req.param('type'), c.req.param('definition'))),
    )
}

/** Returns an answer with an ETag, so that it need not be sent again while unchanged. */
async function withEtag(c: HttpContext, body: object): Promise<Response> {
  const text = JSON.stringify(body)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  const etag = `"${Array.from(digest.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('')}"`
  // Private, because it needs a token. It can change with every added plugin.
  c.header('cache-control', 'private, no-cache')
  c.header('etag', etag)
  const etags = c.req
    .header('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
  if (etags?.includes(etag) === true) return c.body(null, 304)
  return c.body(text, 200, { 'content-type': 'application/json; charset=utf-8' })
}
