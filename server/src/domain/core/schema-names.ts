import * as z from 'zod'

type JsonSchema = z.core.JSONSchema.BaseSchema

const converted = new WeakMap<z.ZodType, JsonSchema>()

/** Returns the field names that a schema defines at a path; empty if it accepts any name. */
export function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const { root, lookUp } = schemaOf(schema)
  let current = alternatives(root, lookUp)
  for (const step of path)
    current = current.flatMap((candidate) => alternatives(inside(candidate, step), lookUp))
  return [...new Set(current.flatMap(({ properties = {} }) => Object.keys(properties)))]
}

/** Whether the schema accepts unknown fields (`z.looseObject`). */
export function acceptsUnknownFields(schema: z.ZodType): boolean {
  const { additionalProperties } = schemaOf(schema).root
  return additionalProperties === true || typeof additionalProperties === 'object'
}

/** Whether a parameter can be repeated. */
export function isRepeatable(schema: z.ZodType, name: string): boolean {
  const { root, lookUp } = schemaOf(schema)
  return alternatives(inside(root, name), lookUp).some(({ type }) => type === 'array')
}

/** Returns the parameters that accept this value, for a query such as `active` instead of `status=active`. */
export function namesTaking(schema: z.ZodType, value: string): string[] {
  const { properties = {} } = z.toJSONSchema(schema, { unrepresentable: 'any' })
  const plain = value
    .replace(/^(is|has)(?=[A-Z_])/, '')
    .replaceAll('_', '')
    .toLowerCase()
  return Object.entries(properties).flatMap(([name, property]) =>
    alternatives(property as JsonSchema, () => undefined)
      .flatMap(({ enum: own = [], items }) => [...own, ...((items as JsonSchema | undefined)?.enum ?? [])])
      .some((allowed) => String(allowed).toLowerCase() === plain)
      ? [name]
      : [],
  )
}

function schemaOf(schema: z.ZodType) {
  let root = converted.get(schema)
  if (root === undefined) {
    root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
    converted.set(schema, root)
  }
  const { $defs = {} } = root
  const rootSchema = root
  const lookUp = (reference: string): JsonSchema | undefined =>
    reference === '#' ? rootSchema : ($defs[reference.replace('#/$defs/', '')] as JsonSchema | undefined)
  return { root, lookUp }
}

/** Expands a schema into the members of its unions, with references resolved. */
function alternatives(
  schema: JsonSchema | undefined,
  lookUp: (reference: string) => JsonSchema | undefined,
  depth = 0,
): JsonSchema[] {
  if (schema === undefined || depth > 5) return []
  if (schema.$ref !== undefined) return alternatives(lookUp(schema.$ref), lookUp, depth + 1)
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])] as JsonSchema[]
  return [schema, ...parts.flatMap((part) => alternatives(part, lookUp, depth + 1))]
}

function inside(
  { properties, items, additionalProperties }: JsonSchema,
  step: PropertyKey,
): JsonSchema | undefined {
  const inner = typeof step === 'number' ? items : (properties?.[String(step)] ?? additionalProperties)
  return typeof inner === 'object' && !Array.isArray(inner) ? (inner as JsonSchema) : undefined
}
