import { ONE_OR_SEVERAL } from '@flx/shared/core/one-or-several'
import { jsonSchema } from '@flx/shared/json/json-value-schema'
import * as z from 'zod'

import { answerNames, bodyNames } from './openapi-names.ts'

/** JSON Schema 2020-12, as used by OpenAPI 3.1. */
export type JsonSchema = z.core.JSONSchema.BaseSchema

/** The document's schemas by name, collected while its operations are described. */
export interface Components {
  schemas: Record<string, JsonSchema>
}

/** Returns the JSON schema of an answer. */
export const answerSchema = (schema: z.ZodType, components: Components): JsonSchema =>
  convert(schema, 'output', components)

/** Returns the JSON schema of a body. */
export const bodySchema = (schema: z.ZodType, components: Components): JsonSchema =>
  convert(schema, 'input', components)

/**
 * Returns the query parameters of a route. They travel as text; the schema describes how the text is parsed.
 */
export function queryParameters(schema: z.ZodType, components: Components) {
  const required = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).required ?? []
  const described = convert(schema, 'output', components)
  // A schema with a name of its own is only a reference here.
  const name = described.$ref?.split('/').at(-1) ?? ''
  const { properties = {} } = components.schemas[name] ?? described
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property as JsonSchema,
  }))
}

function convert(schema: z.ZodType, io: 'input' | 'output', components: Components): JsonSchema {
  // Wrap it, so that a named schema is referred to even if it is the whole answer.
  const { $defs = {}, properties = {} } = z.toJSONSchema(z.object({ root: schema }), {
    io,
    metadata: io === 'input' ? bodyNames : answerNames,
    unrepresentable: represent,
    override: tidy,
  })
  for (const [name, definition] of Object.entries($defs))
    components.schemas[name] = withComponentReferences(definition)
  return withComponentReferences(properties['root'] as JsonSchema)
}

/** Represents the one part of the contract that JSON Schema cannot express. */
const represent: z.core.UnrepresentableHandler = ({ zodSchema }) =>
  zodSchema._zod.def.type === 'custom'
    ? {
        type: 'object',
        properties: { $secret: { const: true } },
        required: ['$secret'],
        description: 'Stands for a stored secret. Send it back to keep the value.',
      }
    : 'throw'

function tidy({
  zodSchema,
  jsonSchema: target,
}: {
  zodSchema: z.core.$ZodType
  jsonSchema: JsonSchema
}): void {
  // Descriptions of the schema itself; names are in separate registries.
  Object.assign(target, z.globalRegistry.get(zodSchema))
  if (zodSchema === jsonSchema) {
    for (const key of Object.keys(target)) delete target[key]
    target.description = 'Any JSON value.'
  }
  if (target[ONE_OR_SEVERAL] === true) {
    const { [ONE_OR_SEVERAL]: _mark, description, ...list } = target
    for (const key of Object.keys(target)) delete target[key]
    Object.assign(target, { description, oneOf: [list.items, list] })
  }
  // Drop the bounds of JavaScript's safe integers: they mean nothing to a reader.
  if (target.minimum === Number.MIN_SAFE_INTEGER) delete target.minimum
  if (target.maximum === Number.MAX_SAFE_INTEGER) delete target.maximum
}

/** Points references at the document's components and drops their `id`s. */
function withComponentReferences(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string'
      ? value.replace('#/$defs/', '#/components/schemas/')
      : key === 'id' && typeof value === 'string'
        ? undefined
        : value,
  )
  return JSON.parse(text) as JsonSchema
}
