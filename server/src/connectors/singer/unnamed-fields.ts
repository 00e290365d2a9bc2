import { ConnectorError, log } from '../cli.ts'
import type { SingerMessage } from './singer-input.ts'
import type { StreamSchema } from './singer-records.ts'

/** Fields that extractors add about a record, such as `_sdc_deleted_at`; not all of them are named in the SCHEMA. */
const METADATA = '_sdc_'
const MAX_NAMES = 20
const NONE: readonly string[] = []

/** Watches for fields of records that the SCHEMA of their stream does not name. */
export function watchFields() {
  const streams = new Map<string, { records: number; names: Set<string> }>()
  return {
    /**
     * Returns the metadata fields (`_sdc_…`) of a record that its schema does not name: a loader stores them. Counts
     * the others. Throws ConnectorError that names the line if the schema allows no other fields.
     */
    unnamed(
      message: SingerMessage,
      schema: StreamSchema,
      record: Record<string, unknown>,
    ): readonly string[] {
      let metadata: string[] | undefined
      let isCounted = false
      for (const name in record) {
        if (Object.hasOwn(schema.properties, name)) continue
        if (name.startsWith(METADATA)) {
          metadata ??= []
          metadata.push(name)
          continue
        }
        if (schema.patterns.some((pattern) => pattern.test(name))) continue
        if (schema.closed) {
          throw new ConnectorError(
            `Line ${message.line}: a record of stream "${message.stream}" has the field "${name}", which its schema does not allow (additionalProperties: false).`,
          )
        }
        const found = streams.get(message.stream) ?? { records: 0, names: new Set<string>() }
        streams.set(message.stream, found)
        if (!isCounted) found.records += 1
        isCounted = true
        if (found.names.size <= MAX_NAMES) found.names.add(name)
      }
      return metadata ?? NONE
    },

    /** Logs once for each stream what was found; `outcome` = what happened to the fields. */
    report(outcome: string): void {
      for (const [stream, { records, names }] of streams) {
        const list = [...names].slice(0, MAX_NAMES).join(', ')
        log(
          'WARNING',
          `${stream}: ${records} ${records === 1 ? 'record' : 'records'} had fields that the schema does not name: ${list}${names.size > MAX_NAMES ? ' …' : ''} (${outcome})`,
        )
      }
    },
  }
}
