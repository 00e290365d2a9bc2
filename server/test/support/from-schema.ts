import * as fc from 'fast-check'

/** The part of JSON Schema that the API document uses. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  minItems?: number
  maxItems?: number
  items?: Schema
  /** False: not with the other fields. */
  properties?: Record<string, Schema | false>
  required?: string[]
  additionalProperties?: Schema | boolean
}

const anyJson = fc.jsonValue({ maxDepth: 2 })

const SURROGATES = { first: 0xd800, count: 0x800 }

/** Any character. The library's "binary" lists all million of them first, which takes a second. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - SURROGATES.count }).map(
  (position) => String.fromCodePoint(position < SURROGATES.first ? position : position + SURROGATES.count),
  (character) => {
    const point = typeof character === 'string' ? character.codePointAt(0) : undefined
    if (point === undefined || String.fromCodePoint(point) !== character)
      throw new Error('This is not one character')
    return point < SURROGATES.first ? point : point - SURROGATES.count
  },
)

const stringCache = new Map<string, fc.Arbitrary<string>>()

/** Caches an arbitrary of strings, which takes milliseconds to make. A document has thousands of strings. */
function cached(key: string, make: () => fc.Arbitrary<string>): fc.Arbitrary<string> {
  const arbitrary = stringCache.get(key) ?? make()
  stringCache.set(key, arbitrary)
  return arbitrary
}

const strings = (constraints: { minLength?: number; maxLength: number }, unit?: fc.Arbitrary<string>) =>
  cached(JSON.stringify([constraints, unit === anyCharacter]), () =>
    fc.string({ ...constraints, ...(unit && { unit }) }),
  )

const stringsLike = (pattern: string): fc.Arbitrary<string> =>
  cached(pattern, () => fc.stringMatching(new RegExp(pattern)))

/** Makes values that a schema allows. Names of existing objects are mixed in, so that requests reach something. */
export function valuesFrom(schemas: Record<string, Schema>, existing: { ids: string[]; names: string[] }) {
  const name = fc.constantFrom(...existing.names)
  const from = (schema: Schema, depth = 0): fc.Arbitrary<unknown> => {
    if (schema.$ref !== undefined) return from(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, depth)
    if ('const' in schema) return fc.constant(schema.const)
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
    const choices = schema.anyOf ?? schema.oneOf
    if (choices !== undefined)
      return fc.oneof(...choices.map((choice) => from(narrow(schema, choice), depth)))
    if (Array.isArray(schema.type))
      return fc.oneof(...schema.type.map((type) => from({ ...schema, type }, depth)))
    switch (schema.type) {
      case 'string':
        return text(schema)
      case 'integer':
        return fc.integer(boundsOf(schema))
      case 'number': {
        const { min, max } = boundsOf(schema)
        return fc.double({ min, max, noNaN: true, noDefaultInfinity: true })
      }
      case 'boolean':
        return fc.boolean()
      case 'null':
        return fc.constant(null)
      case 'array':
        return fc.array(from(schema.items ?? {}, depth + 1), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)),
        })
      case 'object':
        return object(schema, depth)
      default:
        return depth > 3 ? strings({ maxLength: 5 }) : anyJson
    }
  }

  function object(schema: Schema, depth: number): fc.Arbitrary<unknown> {
    const properties = Object.fromEntries(
      Object.entries(schema.properties ?? {}).flatMap(([key, value]) =>
        value === false ? [] : [[key, from(value, depth + 1)]],
      ),
    )
    const required = (schema.required ?? []).filter((key) => key in properties)
    const declared = fc.record(properties, { requiredKeys: required })
    if (typeof schema.additionalProperties !== 'object' || depth > 3) return declared
    const keys = fc.oneof(name, strings({ minLength: 1, maxLength: 12 }))
    const others = fc.dictionary(keys, from(schema.additionalProperties, depth + 1), { maxKeys: 2 })
    return fc.tuple(others, declared).map(([extra, fields]) => ({ ...extra, ...fields }))
  }

  function text(schema: Schema): fc.Arbitrary<string> {
    if (schema.format === 'uuid') return fc.oneof(fc.constantFrom(...existing.ids), fc.uuid())
    if (schema.format === 'date-time')
      return fc
        .date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString())
    if (schema.format === 'email') return fc.uuid().map((id) => `${id}@example.com`)
    if (schema.format === 'uri') return fc.webUrl()
    if (schema.pattern !== undefined) return stringsLike(schema.pattern)
    const bounds = {
      minLength: schema.minLength ?? 0,
      maxLength: Math.max(schema.minLength ?? 0, Math.min(schema.maxLength ?? 30, 30)),
    }
    return fc.oneof(strings(bounds, anyCharacter), strings(bounds), name)
  }
  return from
}

function boundsOf({ minimum, exclusiveMinimum, maximum }: Schema): { min: number; max: number } {
  const min = minimum ?? (exclusiveMinimum === undefined ? -1_000_000 : exclusiveMinimum + 1)
  return { min, max: Math.max(min, Math.min(maximum ?? 2_000_000_000, 2_000_000_000)) }
}

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom('', ' ', '\u0000', '../..', '1e400', '9'.repeat(30), -1, 2 ** 53, '__proto__'),
)

/** Makes the same request with something wrong in it. */
export function damaged(value: unknown): fc.Arbitrary<unknown> {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return junk
  const fields = Object.entries(value)
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.nat(fields.length - 1), junk)
        .map(([index, junkValue]) => replaceField(index, junkValue)),
    },
    { weight: 1, arbitrary: fc.nat(fields.length - 1).map((index) => replaceField(index, undefined)) },
    { weight: 1, arbitrary: junk.map((junkValue) => ({ ...value, unknown: junkValue })) },
    { weight: 1, arbitrary: junk },
  )
  function replaceField(position: number, replacement: unknown) {
    return Object.fromEntries(
      fields.map(([key, right], index) => [key, index === position ? replacement : right]),
    )
  }
}

/** Combines an object's own fields with those of a choice. Without own fields, returns the choice. */
function narrow({ anyOf: _any, oneOf: _one, ...schema }: Schema, choice: Schema): Schema {
  if (schema.properties === undefined) return choice
  return {
    ...schema,
    properties: { ...schema.properties, ...choice.properties },
    required: [...(schema.required ?? []), ...(choice.required ?? [])],
  }
}

/**
 * Returns one value that a schema allows, always the same except for names: required fields only, or all fields, even
 * those of which a choice allows only some.
 */
export function sampleOf(
  schemas: Record<string, Schema>,
  root: Schema,
  count: number,
  allFields = false,
): unknown {
  const inner = (schema: Schema) => sampleOf(schemas, schema, count, allFields)
  if (root.$ref !== undefined) return inner(schemas[root.$ref.split('/').at(-1) ?? ''] ?? {})
  if ('const' in root) return root.const
  if (root.enum !== undefined) return root.enum[0]
  const [choice] = root.anyOf ?? root.oneOf ?? []
  if (choice !== undefined && root.properties === undefined) return inner(choice)
  const required = new Set([...(root.required ?? []), ...(choice?.required ?? [])])
  switch (Array.isArray(root.type) ? root.type[0] : root.type) {
    case 'string':
      return textOf(root, count)
    case 'integer':
    case 'number':
      return root.minimum ?? (root.exclusiveMinimum === undefined ? 1 : root.exclusiveMinimum + 1)
    case 'boolean':
      return true
    case 'null':
      return null
    case 'array':
      return [inner(root.items ?? {})]
    default:
      return Object.fromEntries(
        Object.entries(root.properties ?? {}).flatMap(([name, schema]) =>
          schema !== false && (allFields || required.has(name)) ? [[name, inner(schema)]] : [],
        ),
      )
  }
}

function textOf({ format, pattern, minLength = 1, maxLength = 30 }: Schema, count: number): string {
  if (format === 'uuid') return '018f0000-0000-7000-8000-000000000000'
  if (format === 'date-time') return '2126-01-01T00:00:00Z'
  if (format === 'email') return `person-${count}@example.com`
  if (format === 'uri') return 'https://example.com/'
  // An absolute path.
  if (pattern?.startsWith('^\\/') === true) return `/name-${count}`
  return `name-${count}`.padEnd(minLength, 'x').slice(0, Math.max(minLength, maxLength))
}
