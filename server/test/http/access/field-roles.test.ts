import { ROLES, type Role } from '@flx/shared/access/role'
import { beforeAll, describe, expect, it } from 'vitest'

import { apiDocument } from '../../support/api-document.ts'
import { sampleOf, type Schema } from '../../support/from-schema.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { EVERYTHING } from '../../support/sweep.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'
import { FIELD_ROLES, type Needed } from './field-roles.ts'

/** The callers: a session or an API token of each role. */
interface AskingClient {
  who: string
  role: Role
  byToken: boolean
  send(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>
}

/** A field of a request; with `value`, a value of a closed list. */
interface Field {
  path: string
  schema: Schema
  value?: unknown
}

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: Schema }[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
}

const { server, admin } = await serverForFile(['admin'], { stubPlugins: true })
let schemas: Record<string, Schema>
const operations = new Map<string, Operation>()
const clients: AskingClient[] = []
beforeAll(async () => {
  const { document } = apiDocument(server.running.app.routes)
  schemas = document.components.schemas as Record<string, Schema>
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods))
      operations.set(`${method.toUpperCase()} ${path}`, operation as unknown as Operation)
  }
  for (const role of ROLES) {
    const client = await server.as(role)
    clients.push({ who: role, role, byToken: false, send: (...request) => client.send(...request) })
    const { body } = await admin.post('/api/tokens', { name: role, role })
    const headers = { authorization: `Bearer ${body.value}` }
    const send: AskingClient['send'] = (method, path, sent) =>
      server.client().send(method, path, sent, headers)
    clients.push({ who: `token of ${role}`, role, byToken: true, send })
  }
})

const resolved = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : resolved(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})

function fieldsOf(given: Schema, path = ''): Field[] {
  const schema = resolved(given)
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  return [
    ...choices.flatMap((choice) => fieldsOf(choice, path)),
    ...(schema.items === undefined ? [] : fieldsOf(schema.items, `${path}[]`)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
      if (inner === false) return []
      const at = path === '' ? name : `${path}.${name}`
      return [{ path: at, schema: inner }, ...fieldsOf(inner, at)]
    }),
  ]
}

/** The closed list of values that a field accepts, if any. */
function valuesOf(schema: Schema): unknown[] {
  const { enum: values, type } = resolved(schema)
  return values ?? (type === 'boolean' ? [false, true] : [])
}

/** Undefined without one. If a body is one item or several, the fields of the list also count for the single item. */
function bodyOf(operation: Operation | undefined): Schema | undefined {
  const body = operation?.requestBody?.content['application/json'].schema
  const [, several] = (body === undefined ? undefined : resolved(body).oneOf) ?? []
  return several !== undefined && resolved(several).type === 'array' ? several : body
}

function requestFields(operation: Operation): Field[] {
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query')
  const body = bodyOf(operation)
  return [
    ...inQuery.map(({ name, schema }) => ({ path: `?${name}`, schema })),
    ...(body === undefined ? [] : fieldsOf(body)),
  ]
}

/** The fields of a route as the table has them, with the role of each. */
const declared = (route: string): Map<string, Needed> =>
  new Map(
    Object.entries(FIELD_ROLES[route] ?? {}).flatMap(([role, names]) =>
      names.split(' ').map((name) => [name, role as Needed] as const),
    ),
  )

it('every field of every request has a role in the table, and the table has no others', () => {
  const actual: Record<string, string[]> = {}
  const listed: Record<string, string[]> = {}
  for (const [route, operation] of operations) {
    const table = declared(route)
    const names = requestFields(operation).flatMap(({ path, schema }) => {
      const byValue = valuesOf(schema).map((value) => `${path}=${String(value)}`)
      return byValue.some((name) => table.has(name)) ? byValue : [path]
    })
    if (names.length > 0) actual[route] = [...new Set(names)].toSorted()
    if (table.size > 0) listed[route] = [...table.keys()].toSorted()
  }
  expect(Object.keys(actual).length).toBeGreaterThan(50)
  expect(listed).toEqual(actual)
  expect(Object.keys(FIELD_ROLES).filter((route) => !operations.has(route))).toEqual([])
})

const PROJECT = { files: [{ path: 'meltano.yml', text: 'version: 1' }], name: 'acme', environment: null }
/** For a project these are planned to the end; the others are refused for their time zone after the role check. */
const PLANNED = new Set(['files', 'throughMeltano'])

/** Nothing is sent to the network. */
const TO_A_FILE = { transport: 'file', url: '' }

/** Lists that show who can read them without an answer for every pipeline of this file. */
const WITHOUT_PIPELINES = new Set(['GET /api/pipelines/export', 'GET /api/meltano/export'])

/** Fields that complete a request when a sample of its required fields is not enough. */
const BASES: Record<string, object> = {
  'POST /api/pipelines': { extractor: 'tap-stub', loader: 'target-stub' },
  'POST /api/pipelines/bulk': { action: 'activate', ids: ['018f0000-0000-7000-8000-000000000000'] },
  'POST /api/executions/bulk': { action: 'cancel', ids: ['018f0000-0000-7000-8000-000000000000'] },
  'POST /api/plugins/bulk': { action: 'uninstall', ids: ['018f0000-0000-7000-8000-000000000000'] },
  'PATCH /api/pipelines/{id}': { version: 1 },
  'PUT /api/templates/{id}': { version: 1 },
  'POST /api/projects/preview': PROJECT,
  'POST /api/projects/apply': { ...PROJECT, fingerprint: '0'.repeat(64) },
  'PUT /api/openlineage/connection': TO_A_FILE,
  'POST /api/openlineage/connection/test': TO_A_FILE,
  'POST /api/views': { page: 'pipelines', query: '', shared: false },
  'POST /api/tokens': { role: 'viewer' },
  'POST /api/users': { role: 'viewer', password: 'correct horse battery' },
  'POST /api/users/invite': { role: 'viewer' },
}

/** An existing object, for fields whose role is checked after it was found. */
const OBJECTS: Record<string, (client: AskingClient) => Promise<string>> = {
  'PATCH /api/users/{id}': async () => {
    const sent = { ...sample('POST /api/users'), role: 'viewer' }
    return (await admin.post('/api/users', sent)).body.id
  },
  'PATCH /api/views/{id}': async ({ send }) =>
    JSON.parse((await send('POST', '/api/views', sample('POST /api/views'))).text).id,
  'PATCH /api/pipelines/{id}': async () => (await createStubPipeline(admin)).id,
  'POST /api/pipelines/{id}/execute': async () => (await createStubPipeline(admin)).id,
  'PUT /api/templates/{id}': async () => (await admin.post('/api/templates', aTemplate())).body.id,
}

const PLUGINS = { extractor: 'tap-stub', loader: 'target-stub' }
const PREVIEWED = { extractor: 'tap-stub', mappers: [], config: {} }
const aTemplate = (body: object = {}) => ({
  name: `T ${++count}`,
  naming: 'P',
  body: { ...PLUGINS, ...body },
})

/** The labels of a template have their own role. */
function withoutLabels({ body, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const { requiredLabels: _labels, ...others } = body as Record<string, unknown>
  return { ...rest, body: others }
}

let count = 0
/** The required fields of a request, with unique names and addresses. */
function sample(route: string): Record<string, unknown> {
  const schema = bodyOf(operations.get(route)) ?? {}
  const made = sampleOf(schemas, schema, ++count) as Record<string, unknown>
  return { ...made, ...BASES[route] }
}

/** An event of a run and one of a dataset; their schema distinguishes neither the two nor an address. */
function eventsIn(sample: unknown): unknown {
  const named = JSON.stringify(sample, (key, value) => (/producer|schemaURL/.test(key) ? 'urn:flx' : value))
  const events = JSON.parse(named) as Record<string, unknown>[]
  return events.flatMap(({ dataset, job, run, inputs, outputs, eventType, ...shared }) => [
    { ...shared, eventType, job, run, inputs, outputs },
    { ...shared, dataset },
  ])
}

/** The field of the body that a field is or is part of. */
const topOf = (path: string): string => path.split(/[.[]/)[0] ?? ''

function requestWith(route: string, { path, schema, value = sampleOf(schemas, schema, ++count) }: Field) {
  if (path.startsWith('?')) {
    const none = WITHOUT_PIPELINES.has(route) && path !== '?search' ? '&search=no-such-name' : ''
    return { query: `${path}=${encodeURIComponent(String(value))}${none}`, body: undefined }
  }
  const body = sample(route)
  const first = topOf(path)
  const root = bodyOf(operations.get(route)) ?? {}
  // The body itself is a list.
  if (first === '') return { query: '', body: eventsIn(sampleOf(schemas, root, ++count, true)) }
  const whole = fieldsOf(root).find((field) => field.path === first)?.schema
  // A nested field comes with the whole of its parent.
  body[first] = path === first ? value : sampleOf(schemas, whole ?? {}, ++count, true)
  if (first === 'filter') delete body['ids']
  // A field with its own role is not sent with its siblings.
  if (path === 'body.requiredLabels')
    return { query: '', body: { ...BASES[route], ...aTemplate({ requiredLabels: ['eu'] }) } }
  if (first === 'body') return { query: '', body: withoutLabels(body) }
  if (first === 'draft') {
    const { requiredLabels: _labels, ...draft } = body['draft'] as Record<string, unknown>
    const labelled = { ...PREVIEWED, requiredLabels: ['eu'] }
    return { query: '', body: { draft: path === 'draft.requiredLabels' ? labelled : draft } }
  }
  if (first === 'freshnessObjective') body['freshnessTargetSeconds'] = 3600
  // Meltano has its own plugins.
  if (first === 'runner') {
    Object.assign(body, { extractor: '', loader: '' })
    Object.assign(body['runner'] as object, { project: '/srv/project', secretEnv: ['TOKEN'] })
  }
  if (route.startsWith('POST /api/projects/') && 'files' in body) {
    if (first === 'files') body['files'] = PROJECT.files
    body['timezone'] = PLANNED.has(first) ? 'Europe/Berlin' : 'Nowhere/At_All'
  }
  if (first === 'throughMeltano') body['throughMeltano'] = { jobs: 'all', folder: '/srv/project' }
  return { query: '', body }
}

const RANK: readonly Needed[] = ['open', ...ROLES]
/** The two roles on either side of the border; the nightly run tries all. */
const isAtBorder = ({ role }: AskingClient, needed: Needed): boolean =>
  [0, 1].includes(RANK.indexOf(needed === 'session' ? 'admin' : needed) - RANK.indexOf(role))

const suffices = ({ role, byToken }: AskingClient, needed: Needed): boolean =>
  needed === 'session' ? role === 'admin' && !byToken : RANK.indexOf(role) >= RANK.indexOf(needed)

/** Actions only for a user in the browser: 409 for a token. */
const NOT_BY_TOKEN = new Set(['PATCH /api/me', 'POST /api/me/password', 'POST /api/tokens'])

/** An unexpected 422 would prove nothing about a field with its own role. */
function outcomeOf(
  route: string,
  { byToken }: AskingClient,
  { status, text }: { status: number; text: string },
  hasOwnRole: boolean,
): 'refused' | 'let in' | 'not understood' {
  if (status === 403 || (status === 409 && byToken && NOT_BY_TOKEN.has(route))) return 'refused'
  if (status !== 422) return 'let in'
  // The error about a token's role is reported at the field.
  if (route === 'POST /api/tokens' && text.includes('a token cannot have a higher one')) return 'refused'
  return hasOwnRole ? 'not understood' : 'let in'
}

describe('each field with each role, by session and by token:', () => {
  it.each(Object.keys(FIELD_ROLES).filter((route) => !('open' in (FIELD_ROLES[route] ?? {}))))(
    '%s',
    async (route) => {
      const operation = operations.get(route)
      const table = declared(route)
      const [method = '', template = ''] = route.split(' ')
      const trials = requestFields(operation ?? { parameters: [] }).flatMap((field) => {
        const values = valuesOf(field.schema).map((value) => ({ ...field, value }))
        const byValue = values.filter(({ path, value }) => table.has(`${path}=${String(value)}`))
        return byValue.length > 0 ? byValue : [field]
      })
      for (const client of clients) {
        const sent = new Set<string>()
        let id: string | undefined
        for (const field of trials) {
          const name = table.has(field.path) ? field.path : `${field.path}=${String(field.value)}`
          const needed = table.get(name) ?? 'session'
          if (!EVERYTHING && !isAtBorder(client, needed)) continue
          // A nested field comes with the whole of its parent: once for all of the same role.
          const inside =
            field.path.startsWith('?') || topOf(field.path) === field.path ? name : topOf(field.path)
          // A token shows its role in the first field of each role, as the session does in all; the nightly run
          // tries all with both.
          const isLikeOthers = client.byToken && needed !== 'session' && !EVERYTHING
          const request = isLikeOthers
            ? `a field, ${needed}`
            : inside === name
              ? name
              : `${inside} with all inside, ${needed}`
          if (sent.has(request)) continue
          sent.add(request)
          id ??= (await OBJECTS[route]?.(client)) ?? '018f0000-0000-7000-8000-000000000000'
          const { query, body } = requestWith(route, field)
          const { status, text } = await client.send(method, template.replace('{id}', id) + query, body)
          const outcome = outcomeOf(route, client, { status, text }, needed !== table.values().next().value)
          const right = suffices(client, needed) && !(client.byToken && NOT_BY_TOKEN.has(route))
          const about = { route, name, who: client.who, status }
          expect({ ...about, outcome }).toEqual({ ...about, outcome: right ? 'let in' : 'refused' })
        }
      }
    },
    120_000,
  )
})
