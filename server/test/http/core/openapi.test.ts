import { validate } from '@scalar/openapi-parser'
import { expect, it } from 'vitest'

import { statementOf } from '../../../src/http/guards/access.ts'
import { serverForFile } from '../../support/server-for-file.ts'

const { server } = await serverForFile([])

it('every route documents its answers: give `needs` a schema of @flx/shared, see Answers in http/guards/access.ts', () => {
  const silent = server.running.app.routes.flatMap(({ method, path, handler }) => {
    const stated = statementOf(handler)
    if (
      stated === undefined ||
      stated.success === 204 ||
      stated.success === 302 ||
      stated.gives !== undefined
    )
      return []
    return [`${method} ${path}`]
  })
  expect(silent).toEqual([])
})

it('the API document is valid OpenAPI 3.1, names every route and the role it needs', async () => {
  const { status, body: document } = await (await server.as('viewer')).get('/api/openapi.json')
  expect(status).toBe(200)
  const { valid, errors } = await validate(document)
  expect(errors ?? []).toEqual([])
  expect(valid).toBe(true)
  expect(document.openapi).toMatch(/^3\.1\./)
  const stated = server.running.app.routes.flatMap(({ method, path, handler }) => {
    const role = statementOf(handler)?.role
    return role === undefined ? [] : [`${method} ${path.replaceAll(/:(\w+)/g, '{$1}')} ${role}`]
  })
  const described = Object.entries<Record<string, { 'x-role'?: string; operationId: string }>>(
    document.paths,
  ).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, operation]) => `${method.toUpperCase()} ${path} ${operation['x-role'] ?? 'open'}`,
    ),
  )
  expect(described.toSorted()).toEqual(stated.toSorted())
  const { schema } = document.paths['/api/pipelines/{id}'].get.responses['200'].content['application/json']
  expect(schema).toEqual({ $ref: '#/components/schemas/Pipeline' })
  expect(document.components.schemas.Pipeline.properties.lastExecution).toMatchObject({
    anyOf: [{ $ref: '#/components/schemas/LastExecution' }, { type: 'null' }],
  })
  expect(JSON.stringify(document)).not.toContain('$defs')
})

it('a body requires nothing that has a default, even if an answer has the same fields filled in', async () => {
  const { body: document } = await (await server.as('viewer')).get('/api/openapi.json')
  const { schemas } = document.components
  expect(schemas.PluginCreate.required).toEqual(['name', 'type'])
  expect(schemas.PluginCreateOutput.required).toContain('settings')
  expect(schemas.PipelineCreate.required).toEqual(['name'])
})
