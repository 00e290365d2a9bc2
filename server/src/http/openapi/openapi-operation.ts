import { problemSchema } from '@flx/shared/core/problem'
import type { ZodType } from 'zod'

import type { ProblemStatus, RouteStatement, Success } from '../guards/access.ts'
import { answerSchema, bodySchema, queryParameters, type Components } from './openapi-schemas.ts'

/** A mounted route with what its handlers state. */
export interface DescribedRoute {
  method: string
  /** In Hono's format: `/api/pipelines/:id`. */
  path: string
  stated: RouteStatement
  body: ZodType | undefined
  query: ZodType | undefined
}

type Status = 400 | 401 | 403 | 413 | ProblemStatus

const PROBLEMS: Record<Status, string> = {
  400: 'The request could not be read.',
  401: 'Not signed in, or the API token is not valid.',
  403: 'The role is too low, or the request comes from another site.',
  404: 'Not found.',
  409: 'Not possible in the current state; see `executionId` or `current`.',
  413: 'The body is larger than 1 MiB.',
  422: 'Some values are not valid; `errors` names them.',
  429: 'Too many attempts, or too many requests at once; `Retry-After` says when to try again.',
  503: 'Not available: the server is starting, shutting down, or cannot read or save. `detail` says why.',
}

/** Returns one operation of the document. */
export function describeOperation(route: DescribedRoute, components: Components) {
  const { stated, body, query } = route
  return {
    operationId: operationId(route),
    tags: [tagOf(route)],
    summary: stated.summary,
    description:
      stated.role === 'open' ? 'Open: needs no session.' : `Needs the role ${stated.role} or a higher one.`,
    ...(stated.role === 'open' ? { security: [] } : { 'x-role': stated.role }),
    parameters: [
      ...pathParameters(route.path),
      ...(query === undefined ? [] : queryParameters(query, components)),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: bodySchema(body, components) } },
          },
        }),
    responses: {
      ...Object.fromEntries(successes(stated).map((status) => [status, success(status, stated, components)])),
      ...Object.fromEntries(
        problemsOf(route).map((status) => [status, { $ref: `#/components/responses/${status}` }]),
      ),
    },
  }
}

/** Returns the refusals that all routes share. */
export function problemAnswers(components: Components) {
  const schema = answerSchema(problemSchema, components)
  return Object.fromEntries(
    Object.entries(PROBLEMS).map(([status, description]) => [
      status,
      { description, content: { 'application/problem+json': { schema } } },
    ]),
  )
}

const successes = ({ success = 200 }: RouteStatement): readonly Success[] =>
  typeof success === 'number' ? [success] : success

function success(status: Success, { answer = 'Done.', gives }: RouteStatement, components: Components) {
  if (status === 304) return { description: 'The version in `If-None-Match` is still current.' }
  if (status === 204 || status === 302 || gives === undefined) return { description: answer }
  return {
    description: answer,
    content:
      typeof gives === 'string'
        ? { [gives]: { schema: { type: 'string' } } }
        : { 'application/json': { schema: answerSchema(gives, components) } },
  }
}

/** Returns the refusals of a route: those that follow from its inputs, and those it declares. */
function problemsOf({ method, path, stated }: DescribedRoute): Status[] {
  const changes = method !== 'GET'
  const candidates: [Status, boolean][] = [
    [400, true],
    [401, stated.role !== 'open' || path.includes('sign-in')],
    [403, true],
    [404, path.includes(':')],
    [409, changes],
    [413, changes],
    // A parameter that the route does not know.
    [422, true],
    [429, path.startsWith('/api/')],
    [503, path.startsWith('/api/')],
  ]
  return candidates.flatMap(([status, applies]) =>
    applies || (stated.problems as readonly Status[] | undefined)?.includes(status) ? [status] : [],
  )
}

const pathParameters = (path: string) =>
  [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'id' ? { type: 'string', format: 'uuid' } : { type: 'string', minLength: 1 },
  }))

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** Returns an ID such as `getPipelinesByIdStatistics`. */
function operationId({ method, path }: DescribedRoute): string {
  const words = path.replace(/^\/api/, '').match(/:?[A-Za-z]+/g) ?? []
  const parts = words.map((word) => (word.startsWith(':') ? `By${capital(word.slice(1))}` : capital(word)))
  return `${method.toLowerCase()}${parts.join('')}`
}

/** Returns the part of the product a route belongs to. */
function tagOf({ path }: DescribedRoute): string {
  const [, part] = /^\/api\/([a-z]+)/.exec(path) ?? []
  if (part === undefined) return 'Health'
  return capital({ auth: 'session', me: 'own account', openapi: 'API document' }[part] ?? part)
}
