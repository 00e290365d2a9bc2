import { describe, expect, it } from 'vitest'

import { describedRoutes } from '../../../src/http/openapi/openapi.ts'
import { apiDocument } from '../../support/api-document.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { EVERYTHING, oneOfEach } from '../../support/sweep.ts'

const { server, admin } = await serverForFile(['admin'])

const ID = '018f0000-0000-7000-8000-000000000000'

interface Parameter {
  name: string
  in: string
  schema: { type?: string | string[]; anyOf?: { type?: string }[] }
}
interface Route {
  method: string
  path: string
  /** The documented query of a route. */
  parameters: Parameter[]
  hasBody: boolean
}

/** Leads back from an OpenID provider, which can add its own parameters. */
const TAKES_ANY = 'GET /api/auth/openid/callback'

/** Events of other tools, whose specification lets every producer add fields. */
const TAKES_ANY_FIELD = 'POST /api/openlineage'

/** Every route of the API document, so that a new one is tested too. */
function routes(): Route[] {
  const { document } = apiDocument(server.running.app.routes)
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, ID),
      parameters: (operation.parameters as Parameter[]).filter((parameter) => parameter.in === 'query'),
      hasBody: 'requestBody' in operation,
    })),
  )
}

/**
 * Each parameter of a list of routes. One reader reads the queries of all: each name is tried on one route, and on all of
 * them at night.
 */
const parametersOf = (of: Route[]): readonly { route: Route; parameter: Parameter }[] =>
  oneOfEach(
    of.flatMap((route) => route.parameters.map((parameter) => ({ route, parameter }))),
    ({ parameter }) => `${parameter.name} ${JSON.stringify(parameter.schema)}`,
  )

const choosyRoutes = (): Route[] => routes().filter(({ method, path }) => `${method} ${path}` !== TAKES_ANY)

/** The routes that do not answer a request as they should; empty when all do. */
async function misbehaving(
  tries: Iterable<{ route: Route; query?: string; body?: unknown; names: string }>,
): Promise<string[]> {
  const wrong: string[] = []
  for (const { route, query = '', body, names } of tries) {
    const { status, text } = await admin.send(route.method, route.path + query, body)
    if (status !== 422 || !text.includes(names))
      wrong.push(`${route.method} ${route.path}${query}: ${status} ${text}`)
  }
  return wrong
}

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe('every route', () => {
  it('is in the document', () => {
    expect(routes().length).toBe(describedRoutes(server.running.app.routes).length)
    expect(routes().length).toBeGreaterThan(100)
  })

  it('refuses an unknown parameter', async () => {
    const tries = choosyRoutes().map((route) => ({ route, query: '?stranger=1', names: '`stranger`' }))
    expect(await misbehaving(tries)).toEqual([])
  })

  it('suggests the nearest parameter', async () => {
    const tries = parametersOf(choosyRoutes())
      .filter(({ parameter: { name } }) => name.length > 3 && name.at(-1) !== name.at(-2))
      .map(({ route, parameter: { name } }) => ({
        route,
        query: `?${name.slice(0, -2)}${name.slice(-1)}${name.slice(-2, -1)}=1`,
        names: `Did you mean \`${name}\`?`,
      }))
    expect(await misbehaving(tries)).toEqual([])
  })

  it('refuses a repeated parameter that has one value', async () => {
    const several = ({ schema }: Parameter) =>
      schema.type === 'array' || schema.anyOf?.some(({ type }) => type === 'array') === true
    const tries = parametersOf(routes())
      .filter(({ parameter }) => !several(parameter))
      .map(({ route, parameter: { name } }) => ({ route, query: `?${name}=1&${name}=2`, names: name }))
    expect(await misbehaving(tries)).toEqual([])
  })

  it('refuses NUL and broken text in the query', async () => {
    const tries = routes().flatMap((route) => [
      // The whole query is read before any parameter is known: the first of a route shows it.
      ...route.parameters.slice(0, EVERYTHING ? undefined : 1).flatMap(({ name }) => [
        { route, query: `?${name}=a%00b`, names: 'NUL' },
        { route, query: `?${name}=%ED%A0%80`, names: 'UTF-8' },
      ]),
      { route, query: '?%00=1', names: 'arameter' },
    ])
    expect(await misbehaving(tries)).toEqual([])
  })

  it('refuses NUL in the path', async () => {
    for (const route of routes().filter(({ path }) => path.includes(ID))) {
      const { status } = await admin.send(route.method, route.path.replace(ID, 'a%00b'))
      expect(status).toBe(422)
    }
  })

  it('refuses unknown fields, JSON nested too deep, NUL and half characters in its body', async () => {
    const tries = routes()
      .filter(({ method }) => method !== 'GET')
      .flatMap((route, index) => {
        // One reader refuses these for all routes: each is tried on every fifth route, and on all of them at night.
        const unreadable = [
          { route, body: `{"config":${nested(200)}}`, names: '100 levels deep' },
          { route, body: `{"config":${nested(20_000)}}`, names: '100 levels deep' },
          { route, body: `{"name":"a\\u0000b"}`, names: 'NUL' },
          { route, body: `{"name":{"a\\u0000b":1}}`, names: 'NUL' },
          { route, body: `{"name":"\\ud83d"}`, names: 'surrogate' },
        ]
        const unknown = { route, body: { stranger: 1 }, names: '"stranger"' }
        return [
          ...(`${route.method} ${route.path}` === TAKES_ANY_FIELD ? [] : [unknown]),
          ...unreadable.filter((_, kind) => EVERYTHING || kind === index % unreadable.length),
        ]
      })
    expect(await misbehaving(tries)).toEqual([])
  })

  it('refuses a body that is not UTF-8', async () => {
    const answer = await fetch(`${server.url}/api/pipelines`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie: admin.cookie },
      body: new Uint8Array([0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]),
    })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('UTF-8')
  })
})

it('suggests the intended name, also from a value of it', async () => {
  const wrong = {
    active: 'status',
    isActive: 'status',
    pipelineID: 'pipelineId',
    page_size: undefined,
    limits: 'limit',
  }
  for (const [name, meant] of Object.entries(wrong)) {
    const path = name.startsWith('pipeline') ? '/api/executions' : '/api/pipelines'
    const { status, body } = await admin.get(`${path}?${name}=false`)
    expect(status).toBe(422)
    expect(body.detail).toContain(`Unknown parameter \`${name}\`.`)
    expect(body.detail).toContain(meant === undefined ? 'Known here: `' : `Did you mean \`${meant}\`?`)
  }
})

it('suggests the intended field, at any depth', async () => {
  const { body } = await admin.post('/api/pipelines', {
    name: 'x',
    extractor: 'a',
    loader: 'b',
    shedule: '* * * * *',
  })
  expect(body.errors).toContainEqual({
    path: 'shedule',
    message: 'Unknown field. Did you mean `schedule`?',
  })
  const bulk = await admin.post('/api/pipelines/bulk', { action: 'activate', filter: { serach: 'x' } })
  expect(bulk.body.errors).toContainEqual({
    path: 'filter.serach',
    message: 'Unknown field. Did you mean `search`?',
  })
})

it('accepts values nested a hundred levels deep', async () => {
  const { status } = await admin.send(
    'POST',
    '/api/alerts/rules',
    `{"name":"x","condition":"failure","channels":${nested(99)}}`,
  )
  expect(status).toBe(422)
  await admin.post('/api/plugins', { name: 'tap-deep', type: 'extractor' })
  await admin.post('/api/plugins', { name: 'target-deep', type: 'loader' })
  const body = (levels: number) =>
    `{"name":"Deep ${levels}","extractor":"tap-deep","loader":"target-deep","config":{"tap-deep":{"value":${nested(levels)}}}}`
  expect((await admin.send('POST', '/api/pipelines', body(97))).status).toBe(201)
  const refused = await admin.send('POST', '/api/pipelines', body(98))
  expect(refused.status).toBe(422)
  expect(refused.body.detail).toContain('100 levels deep')
})

it('refuses a text for a setting of kind object that nests too deep', async () => {
  const { body: plugin } = await admin.post('/api/plugins', {
    name: 'tap-text',
    type: 'extractor',
    settingDefinitions: [{ name: 'shape', kind: 'object' }],
  })
  expect(plugin.id).toBeDefined()
  await admin.post('/api/plugins', { name: 'target-text', type: 'loader' })
  const created = await admin.post('/api/pipelines', {
    name: 'Text',
    extractor: 'tap-text',
    loader: 'target-text',
    config: { 'tap-text': { shape: `{"a":${nested(5000)}}` } },
  })
  expect(created.status).toBe(422)
  expect(created.text).toContain('shape')
})
