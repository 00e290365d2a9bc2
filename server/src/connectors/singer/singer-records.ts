import { ConnectorError } from '../cli.ts'
import type { SingerMessage } from './singer-input.ts'

export interface StreamSchema {
  properties: Record<string, Record<string, unknown>>
  required: string[]
  keyProperties: string[]
  /** `additionalProperties: false`: only fields that a name or a pattern allows. */
  closed: boolean
  /** `patternProperties`. */
  patterns: RegExp[]
}

/** Reads the parts of a SCHEMA message that matter here. Throws ConnectorError that names the line. */
export function readSchema({ body, stream, line }: SingerMessage): StreamSchema {
  const schema = body['schema'] as Record<string, unknown> | undefined
  const properties = schema?.['properties']
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
    throw new ConnectorError(`Line ${line}: the SCHEMA of stream "${stream}" has no "properties".`)
  }
  const keys = body['key_properties'] ?? []
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
    throw new ConnectorError(
      `Line ${line}: the "key_properties" of stream "${stream}" are not a list of names.`,
    )
  }
  const unknown = keys.find((key) => !Object.hasOwn(properties, key))
  if (unknown !== undefined) {
    throw new ConnectorError(
      `Line ${line}: the key property "${unknown}" of stream "${stream}" is not in its schema.`,
    )
  }
  const required = Array.isArray(schema?.['required'])
    ? schema['required'].filter((name) => typeof name === 'string')
    : []
  return {
    properties: properties as StreamSchema['properties'],
    required,
    keyProperties: keys,
    closed: schema?.['additionalProperties'] === false,
    patterns: patternsOf(schema?.['patternProperties']),
  }
}

/** Compiles the patterns. A pattern that JavaScript cannot compile allows everything: it might still be valid. */
function patternsOf(patterns: unknown): RegExp[] {
  return Object.keys(patterns ?? {}).map((pattern) => {
    try {
      return new RegExp(pattern, 'u')
    } catch {
      return /(?:)/
    }
  })
}

/** Returns the record of a RECORD message, checked against its schema. Throws ConnectorError that names the line. */
export function readRecord(
  message: SingerMessage,
  schema: StreamSchema | undefined,
): Record<string, unknown> {
  const { body, stream, line } = message
  if (schema === undefined) {
    throw new ConnectorError(`Line ${line}: a RECORD of stream "${stream}" came before its SCHEMA.`)
  }
  const record = body['record']
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw new ConnectorError(`Line ${line}: the RECORD of stream "${stream}" has no "record" object.`)
  }
  for (const key of schema.keyProperties) {
    const value = Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : null
    if (value === undefined || value === null) {
      throw new ConnectorError(
        `Line ${line}: a record of stream "${stream}" lacks the key property "${key}".`,
      )
    }
  }
  for (const name of schema.required) {
    if (!Object.hasOwn(record, name)) {
      throw new ConnectorError(
        `Line ${line}: a record of stream "${stream}" lacks the required property "${name}".`,
      )
    }
  }
  return record as Record<string, unknown>
}
