import * as fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'

import type { ProblemStatus } from '../../../src/http/guards/access.ts'
import { apiDocument } from '../../support/api-document.ts'
import { damaged, valuesFrom, type Schema } from '../../support/from-schema.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

/** Requests per route, half of them damaged. `FLX_PROPERTY_REQUESTS=200` searches longer. */
const REQUESTS = Number(process.env['FLX_PROPERTY_REQUESTS'] ?? 2)
/** `FLX_PROPERTY_SEED` repeats an earlier finding. */
const SEED = Number(process.env['FLX_PROPERTY_SEED'] ?? Date.now() % 2 ** 31)

const { server, admin } = await serverForFile(['admin'], { stubPlugins: true })
let token: string
const counts = new Map<number, number>()
const known = { ids: [] as string[], names: ['tap-stub', 'target-stub', 'extractor:tap-stub', 'sql-stub'] }
beforeAll(async () => {
  // Objects to act on: one of each kind, so that requests pass the first check.
  const { id } = await createStubPipeline(admin, { schedule: '5 4 * * *' })
  const { body: execution } = await admin.post(`/api/pipelines/${id}/execute`, {})
  const { body: archived } = await admin.post('/api/samples')
  await admin.delete(`/api/pipelines/${archived.items[0].id}`)
  const { body: plugins } = await admin.get('/api/plugins')
  const { body: bulk } = await admin.post('/api/pipelines/bulk', { action: 'deactivate', ids: [id] })
  const { body: view } = await admin.post('/api/views', { page: 'pipelines', name: 'All', query: '' })
  const { body: rule } = await admin.post('/api/alerts/rules', { name: 'Failed', condition: 'failure' })
  const { body: made } = await admin.post('/api/tokens', { name: 'machine', role: 'admin' })
  token = made.value
  const stubs = plugins.items.filter(({ name }: { name: string }) => name.endsWith('-stub'))
  known.ids.push(id, execution.id, archived.items[0].id, bulk.bulkId, view.id, rule.id)
  known.ids.push(...stubs.map((plugin: { id: string }) => plugin.id))
})

interface Operation {
  parameters: { name: string; in: string; required: boolean; schema: Schema }[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
  responses: Record<string, unknown>
}

it(
  `random requests to every route get a documented answer, and no 5xx (seed ${SEED})`,
  { timeout: 120_000 + REQUESTS * 10_000 },
  async () => {
    const { document } = apiDocument(server.running.app.routes)
    const from = valuesFrom(document.components.schemas as Record<string, Schema>, known)
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const request = requestsFor(path, operation as unknown as Operation, from)
        await fc.assert(
          fc.asyncProperty(request, async ({ url, body }) => {
            const answer = await send(
              method.toUpperCase(),
              url,
              onThisMachine(body),
              path.includes('sign-out'),
            )
            const said = answer.status === (503 satisfies ProblemStatus) && '503' in operation.responses
            if (answer.status >= 500 && !said) throw new Error(`It answered ${answer.status}: ${answer.text}`)
            const problem = apiDocument(server.running.app.routes).problemOf(answer)
            if (problem !== null) throw new Error(problem)
            counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1)
          }),
          { numRuns: REQUESTS, seed: SEED, endOnFailure: true },
        )
      }
    }
    // Most pass the first checks: otherwise this would prove little.
    const sum = [...counts.values()].reduce((all, count) => all + count, 0)
    expect(counts.get(401) ?? 0).toBeLessThan(sum / 20)
    expect([200, 201, 202, 204].reduce((all, status) => all + (counts.get(status) ?? 0), 0)).toBeGreaterThan(
      sum / 6,
    )
  },
)

/** The body without an external bucket: no test uses the network. */
function onThisMachine(body: unknown): unknown {
  const backend = (body as { backend?: { kind?: unknown } } | undefined)?.backend
  if (backend?.kind !== 's3') return body
  return { ...(body as object), backend: { ...backend, endpoint: 'http://127.0.0.1:9' } }
}

/** Bypasses the socket, which is irrelevant here. A signed-out cookie would be useless to the next route. */
async function send(method: string, path: string, body: unknown, withToken: boolean) {
  const response = await server.running.app.request(path, {
    method,
    headers: {
      host: 'localhost',
      origin: 'http://localhost',
      ...(withToken ? { authorization: `Bearer ${token}` } : { cookie: admin.cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const type = response.headers.get('content-type') ?? ''
  return { method, path, status: response.status, type, text: await response.text() }
}

/** Valid and invalid requests to a route. Only the server distinguishes them. */
function requestsFor(path: string, operation: Operation, from: ReturnType<typeof valuesFrom>) {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query')
  const values = (parameters: Operation['parameters']) =>
    fc.record(Object.fromEntries(parameters.map(({ name, schema }) => [name, from(schema)])), {
      requiredKeys: parameters.filter(({ required }) => required).map(({ name }) => name),
    })
  const orDamaged = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof(right, right.chain(damaged))
  const schema = operation.requestBody?.content['application/json'].schema
  const body: fc.Arbitrary<unknown> =
    schema === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          { weight: 12, arbitrary: orDamaged(from(schema)) },
          {
            weight: 1,
            arbitrary: fc.constantFrom('{', '', '[1,', 'null', '"text"', '{"__proto__": {"a": 1}}'),
          },
        )
  return (
    fc
      // A route without parameters refuses each one: there is nothing to damage.
      .record({
        path: values(inPath),
        query: inQuery.length === 0 ? fc.constant({}) : orDamaged(values(inQuery)),
        body,
      })
      .map(({ path: segments, query, body }) => ({
        url:
          path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
            encodeURIComponent(String((segments as Record<string, unknown>)[name]).toWellFormed()),
          ) + queryString(query),
        body,
      }))
  )
}

function queryString(query: unknown): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(Object(query) as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, asParameter(one))
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`
}

/** An object can fail to convert to text. */
const asParameter = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)
