import { jsonObjectSchema } from '@flx/shared/json/json-value-schema'
import { Hono } from 'hono'

import { needs, statementOf } from '../guards/access.ts'
import type { HttpEnvironment } from '../core/environment.ts'
import { describeOperation, problemAnswers, type DescribedRoute } from './openapi-operation.ts'
import type { Components } from './openapi-schemas.ts'
import { checkedBy } from '../guards/valid.ts'

/** Serves the API document, generated from the schemas that check requests and type answers. */
export function openapiRoutes(api: Hono<HttpEnvironment>, version: string) {
  let document: ReturnType<typeof describeApi> | undefined
  return new Hono<HttpEnvironment>().get(
    '/openapi.json',
    needs('viewer', 'This document', { gives: jsonObjectSchema }),
    (c) => {
      document ??= describeApi(api.routes, version)
      return c.json(document)
    },
  )
}

type Routes = readonly { method: string; path: string; handler: object }[]

/** Describes all mounted routes that state what they do, in OpenAPI 3.1. */
export function describeApi(routes: Routes, version: string) {
  const components: Components = { schemas: {} }
  const paths: Record<string, Record<string, ReturnType<typeof describeOperation>>> = {}
  for (const route of describedRoutes(routes)) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: describeOperation(route, components),
    }
  }
  const responses = problemAnswers(components)
  return {
    openapi: '3.1.1',
    info: {
      title: 'FLX Pipelines',
      version,
      description:
        'Times are ISO 8601 in UTC. Lists are paged: send `nextCursor` as `cursor`. Errors are problem details (RFC 9457). `{"$secret": true}` stands for a stored secret: send it back to keep the value.',
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { token: [] }],
    tags: [...new Set(Object.values(paths).flatMap((operations) => Object.values(operations)[0]?.tags ?? []))]
      .sort()
      .map((name) => ({ name })),
    paths,
    components: {
      schemas: sortByKey(components.schemas),
      responses,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'flx.session_token' },
        token: { type: 'http', scheme: 'bearer', description: 'An API token: `flx_…`.' },
      },
    },
  }
}

/** Returns each route that states what it does, once, with the schemas its handlers check. */
export function describedRoutes(routes: Routes): DescribedRoute[] {
  const routesByKey = new Map<string, DescribedRoute>()
  for (const { method, path, handler } of routes) {
    const stated = statementOf(handler)
    const key = `${method} ${path}`
    if (stated !== undefined)
      routesByKey.set(key, { method, path, stated, body: undefined, query: undefined })
    const route = routesByKey.get(key)
    const check = checkedBy(handler)
    if (route === undefined || check === undefined) continue
    if (check.place === 'json') route.body = check.schema
    else route.query = check.schema
  }
  return [...routesByKey.values()]
}

const sortByKey = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
