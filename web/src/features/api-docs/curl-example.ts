import type { ApiOperation, ApiSchema } from '#web/api/core/api-document.ts'

import { nameOf } from './schema-text.ts'

/** Returns a request to copy, with its required fields and without the token. */
export function curlExample(
  origin: string,
  method: string,
  path: string,
  operation: ApiOperation,
  schemas: Readonly<Record<string, ApiSchema>>,
): string {
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(exampleOf(schema, schemas)))}`)
  const url = `${origin}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())}`
  const lines = [`curl -X ${method.toUpperCase()} '${url}${query.length === 0 ? '' : `?${query.join('&')}`}'`]
  if (operation['x-role'] !== undefined) lines.push(`-H 'Authorization: Bearer flx_…'`)
  const schema = operation.requestBody?.content['application/json']?.schema
  if (schema !== undefined) {
    lines.push(`-H 'Content-Type: application/json'`)
    lines.push(`-d '${JSON.stringify(exampleOf(schema, schemas)).replaceAll("'", String.raw`'\''`)}'`)
  }
  return lines.join(' \\\n  ')
}

function exampleOf(schema: ApiSchema, schemas: Readonly<Record<string, ApiSchema>>): unknown {
  if (schema.$ref !== undefined) return exampleOf(schemas[nameOf(schema.$ref)] ?? {}, schemas)
  if ('const' in schema) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const choices = schema.anyOf ?? schema.oneOf
  if (choices?.[0] !== undefined) return exampleOf(choices[0], schemas)
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const { properties = {}, required = [] } = schema
      return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] ?? {}, schemas)]))
    }
    case 'array':
      return []
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'string':
      return EXAMPLES[schema.format ?? ''] ?? 'text'
    default:
      return null
  }
}

const EXAMPLES: Record<string, string> = {
  uuid: '018f0000-0000-7000-8000-000000000000',
  email: 'name@example.com',
  'date-time': '2026-01-01T00:00:00Z',
  uri: 'https://example.com',
}
