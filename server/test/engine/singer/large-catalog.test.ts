import { expect, it } from 'vitest'

import { catalogReader } from '../../../src/adapters/catalogs/catalog-reader.ts'
import { catalogTasks } from '../../../src/adapters/catalogs/catalog-tasks.ts'
import { pack } from '../../../src/adapters/db/core/rows/packed.ts'

const BIG = '123456789012345678901234567890.5'
const text = JSON.stringify({
  streams: Array.from({ length: 200 }, (_, stream) => ({
    tap_stream_id: `table_${stream}`,
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 40 }, (_, field) => [`field_${field}`, { type: 'number', maximum: 'BIG' }]),
      ),
    },
  })),
}).replaceAll('"BIG"', BIG)
const rules = { select: ['table_1.*', 'nothing.*'], selectFilter: [], metadata: {}, schema: {}, only: null }

it('reads a long catalogue in a thread with the same result, every digit kept', async () => {
  const output = new TextEncoder().encode(text)
  const found = await catalogReader.readDiscovered(output.slice(), ['field_39'])
  expect(found).toEqual(catalogTasks.readDiscovered(output, ['field_39']))
  expect(found).toMatchObject({ streams: 200, fields: 8000, holdsSecret: true })
  expect(found?.catalog).toContain(BIG)
  const selected = await catalogReader.select(text, rules)
  expect(selected).toEqual(catalogTasks.select(text, JSON.stringify(rules)))
  expect(selected?.unmatched).toEqual(['_select "nothing.*"'])
  expect(selected?.catalog).toContain(BIG)
  const packed = await pack(found?.compact ?? '')
  expect(await catalogReader.maskedSummary(packed, ['field_39'])).toBe(
    catalogTasks.maskedSummary(packed, ['field_39']),
  )
  expect(await catalogReader.change(packed, found?.compact ?? '')).toBeNull()
  await expect(catalogReader.readUploaded(`${text.slice(0, -2)},{}]}`)).rejects.toMatchObject({
    code: 'invalid',
    message: 'Cannot use this catalogue: stream 201 has no "tap_stream_id".',
  })
  expect(await catalogReader.readDiscovered(new TextEncoder().encode(text.slice(1)), [])).toBeUndefined()
})
