import { expect, it } from 'vitest'

import { withLoadSchema } from '#web/features/pipelines/form/draft/load-schema.ts'

const schema = { name: 'default_target_schema', value: '$MELTANO_EXTRACT__LOAD_SCHEMA' }
const other = { name: 'host', value: '$HOST' }

it.each([
  ['tap-postgres', {}, 'tap_postgres'],
  ['tap-postgres--shop', { _load_schema: '$MELTANO_EXTRACTOR_NAMESPACE' }, 'tap_postgres__shop'],
  ['tap-postgres', { _load_schema: 'raw' }, 'raw'],
  // Known only when the execution starts.
  ['tap-postgres', { _load_schema: '$SCHEMA' }, schema.value],
  ['', {}, schema.value],
])('shows the schema that a loader takes from %s %j', (extractor, settings, value) => {
  expect(withLoadSchema([schema, other], extractor, settings)).toEqual([{ ...schema, value }, other])
})
