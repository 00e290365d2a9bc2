import { pathToFileURL } from 'node:url'

import { ConnectorError, formatCount, log, main, type Invocation } from './cli.ts'
import { mapFields } from './definitions.ts'
import { mapRecord, mapSchema, readRules, unknownFields, type FieldRules } from './singer/field-rules.ts'
import { parseMessage, readLines, type SingerMessage } from './singer/singer-input.ts'
import { readRecord, readSchema, type StreamSchema } from './singer/singer-records.ts'
import { createSingerOutput } from './singer/singer-output.ts'

async function work({ settings }: Invocation): Promise<void> {
  const rulesOf = readRules(settings['streams'])
  const salt = typeof settings['hash_salt'] === 'string' ? settings['hash_salt'] : ''
  const schemas = new Map<string, StreamSchema>()
  /** Original stream names, by the name after the rules. */
  const sources = new Map<string, string>()
  const removedCounts = new Map<string, number>()
  const output = createSingerOutput()

  const mapped = (message: SingerMessage, rules: FieldRules): string | null => {
    const { type, stream, body, line } = message
    const name = rules.renameStream ?? stream
    switch (type) {
      case 'SCHEMA': {
        const schema = readSchema(message)
        if (!schemas.has(stream)) {
          const other = sources.get(name)
          if (other !== undefined) {
            throw new ConnectorError(
              `Line ${line}: the streams "${other}" and "${stream}" would both be "${name}".`,
            )
          }
          sources.set(name, stream)
          for (const field of unknownFields(rules, schema))
            log('WARNING', `Stream "${stream}" has no field "${field}" used by a rule`)
        }
        schemas.set(stream, schema)
        const { properties, required, keyProperties } = mapSchema(rules, schema, stream)
        const bookmarks = Array.isArray(body['bookmark_properties'])
          ? (body['bookmark_properties'] as string[])
          : null
        return JSON.stringify({
          ...body,
          stream: name,
          schema: {
            ...(body['schema'] as object),
            properties,
            ...(required.length > 0 ? { required } : { required: undefined }),
          },
          key_properties: keyProperties,
          ...(bookmarks === null
            ? {}
            : {
                bookmark_properties: bookmarks.flatMap((field) =>
                  Object.hasOwn(properties, rules.rename.get(field) ?? field)
                    ? [rules.rename.get(field) ?? field]
                    : [],
                ),
              }),
        })
      }
      case 'RECORD': {
        const record = mapRecord(rules, readRecord(message, schemas.get(stream)), salt)
        if (record === null) {
          removedCounts.set(stream, (removedCounts.get(stream) ?? 0) + 1)
          return null
        }
        return JSON.stringify({ ...body, stream: name, record })
      }
      case 'BATCH':
        throw new ConnectorError(
          `Line ${line}: a BATCH of stream "${stream}" cannot be mapped. Turn off batches in the extractor.`,
        )
      default:
        return JSON.stringify({ ...body, stream: name })
    }
  }

  for await (const lines of readLines()) {
    for (const { text, line } of lines) {
      const message = parseMessage(text, line)
      if (message === null) continue
      const rules = message.stream === '' ? null : rulesOf(message.stream)
      // Streams without rules pass unchanged.
      const result = rules === null ? text : mapped(message, rules)
      const wait = result === null ? undefined : output.line(result)
      if (wait !== undefined) await wait
    }
    // Nothing is held back while the extractor pauses.
    await output.flush()
  }
  for (const [stream, count] of removedCounts)
    log('INFO', `${stream}: ${formatCount(count, 'record')} removed by the filter`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(mapFields, work)
