import type { ApiSchema } from '#web/api/core/api-document.ts'

/** Formats a schema in TypeScript's notation. The outermost named schema is expanded, others stay names. */
export function schemaText(schema: ApiSchema, schemas: Readonly<Record<string, ApiSchema>>): string {
  const outermost = schema.$ref === undefined ? schema : (schemas[nameOf(schema.$ref)] ?? {})
  return formatSchema(outermost, '')
}

export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1)

function formatSchema(schema: ApiSchema, indent: string): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref)
  if ('const' in schema) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return choices.map((choice) => formatSchema(choice, indent)).join(' | ')
  if (Array.isArray(schema.type))
    return schema.type.map((type) => formatSchema({ ...schema, type }, indent)).join(' | ')
  switch (schema.type) {
    case 'array': {
      const item = formatSchema(schema.items ?? {}, indent)
      return item.includes(' | ') ? `(${item})[]` : `${item}[]`
    }
    case 'object':
      return formatObject(schema, indent)
    case 'string':
      return schema.format === undefined ? 'string' : `string (${schema.format})`
    case undefined:
      return 'any'
    default:
      return schema.type
  }
}

function formatObject(
  { properties = {}, required = [], additionalProperties }: ApiSchema,
  indent: string,
): string {
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(
    ([name, property]) =>
      `${inner}${name}${required.includes(name) ? '' : '?'}: ${formatSchema(property, inner)}${defaultNote(property)}`,
  )
  if (typeof additionalProperties === 'object')
    lines.push(`${inner}[name]: ${formatSchema(additionalProperties, inner)}`)
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}

const defaultNote = (property: ApiSchema): string =>
  'default' in property ? `  // default ${JSON.stringify(property.default)}` : ''
