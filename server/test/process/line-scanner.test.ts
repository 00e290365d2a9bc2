import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createLineScanner, MAX_HELD_BYTES } from '../../src/adapters/process/pipe/line-scanner.ts'

/** Feeds chunks as the pipe does: held-back bytes come again at the start of the buffer. */
function scanChunks(chunks: Buffer[], maxLineBytes?: number) {
  const scanner = createLineScanner(maxLineBytes === undefined ? {} : { maxLineBytes })
  const passed: Buffer[] = []
  const buffer = Buffer.alloc(MAX_HELD_BYTES + Math.max(1, ...chunks.map((chunk) => chunk.length)), '}\n')
  let held = 0
  for (const chunk of chunks) {
    const end = held + chunk.copy(buffer, held)
    const length = scanner.scan(buffer, end)
    passed.push(Buffer.from(buffer.subarray(0, length)))
    buffer.copyWithin(0, length, end)
    held = end - length
    expect(scanner.problem() !== null || held <= MAX_HELD_BYTES).toBe(true)
  }
  passed.push(Buffer.from(buffer.subarray(0, scanner.finish(buffer, held))))
  return { passed: Buffer.concat(passed), counts: scanner.counts(), problem: scanner.problem() }
}

const scanText = (text: string) => scanChunks([Buffer.from(text)])

const streamName = fc.oneof(
  fc.constantFrom('people', 'people2', 'orders', 'main-people', 'test:SpecialChars!in?attributes'),
  fc.string({ maxLength: 12, unit: 'grapheme' }),
)
const record = fc.record({ id: fc.integer(), text: fc.string({ maxLength: 300, unit: 'grapheme' }) })

/** One line as one of several writers formats it, with its expected counts. */
const line = fc
  .tuple(
    fc.constantFrom(
      'RECORD',
      'record',
      'RECORD',
      'RECORD',
      'SCHEMA',
      'STATE',
      'BATCH',
      'ACTIVATE_VERSION',
      'OTHER',
    ),
    streamName,
    record,
    fc.constantFrom('python', 'sdk', 'type-last', 'blanks', 'return'),
  )
  .map(([type, stream, body, form]) => {
    const message = { type, stream, record: body }
    const compact = JSON.stringify(message)
    const text = {
      python: compact.replace('{"type":', '{"type": ').replace(',"stream":', ', "stream": '),
      sdk: compact,
      'type-last': JSON.stringify({ record: body, stream, type }),
      blanks: ` ${compact} `,
      return: `${compact}\r`,
    }[form]
    return { type, stream, text: text ?? '' }
  })

function cut(bytes: Buffer, places: number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b)
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end))
}

describe('the scanner', () => {
  it('passes every byte and counts every record, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 40 }),
        fc.array(fc.nat(20_000), { maxLength: 30 }),
        fc.boolean(),
        (lines, places, newline) => {
          const bytes = Buffer.from(lines.map(({ text }) => text).join('\n') + (newline ? '\n' : ''))
          const { passed, counts, problem } = scanChunks(cut(bytes, places))
          expect(problem).toBeNull()
          expect(passed.equals(bytes)).toBe(true)
          const expected = new Map<string, number>()
          for (const { type, stream } of lines) {
            if (type.toUpperCase() === 'RECORD') expected.set(stream, (expected.get(stream) ?? 0) + 1)
          }
          const counted = counts
            .filter(({ records }) => records > 0)
            .map(({ stream, records }) => [stream, records])
          expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(expected))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('counts lines over the held size, cut anywhere, in all forms', () => {
    const text = 'x'.repeat(200_000)
    const lines = [
      JSON.stringify({ type: 'RECORD', stream: 'a', record: { text } }),
      JSON.stringify({ record: { text }, stream: 'b', type: 'RECORD' }),
      JSON.stringify({ type: 'RECORD', stream: 'a', record: {} }),
    ]
    fc.assert(
      fc.property(fc.array(fc.nat(500_000), { minLength: 8, maxLength: 30 }), (places) => {
        const bytes = Buffer.from(`${lines.join('\n')}\n`)
        const { passed, counts, problem } = scanChunks(cut(bytes, places))
        expect(problem).toBeNull()
        expect(passed.equals(bytes)).toBe(true)
        expect(counts.map(({ stream, records, bytes: size }) => [stream, records, size])).toEqual([
          ['a', 2, (lines[0]?.length ?? 0) + (lines[2]?.length ?? 0) + 2],
          ['b', 1, (lines[1]?.length ?? 0) + 1],
        ])
      }),
      { numRuns: 50 },
    )
  })

  it('recognises a schema again, whatever its length, cuts and order of names', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [`column_${index}`, { type: ['null', 'string'] }]),
    )
    const turned = Object.fromEntries(Object.entries(properties).toReversed())
    const schema = (body: object) =>
      JSON.stringify({ type: 'SCHEMA', stream: 'a', schema: { properties: body } })
    const lines = [schema(properties), schema(turned), schema({ ...turned, one: {} }), schema({})]
    fc.assert(
      fc.property(fc.array(fc.nat(500_000), { maxLength: 20 }), (places) => {
        const { counts } = scanChunks(cut(Buffer.from(`${lines.join('\n')}\n`), places))
        expect(counts).toMatchObject([{ stream: 'a', records: 0, schemaChanges: 2 }])
      }),
      { numRuns: 20 },
    )
  })

  it('counts batches separately and no records for other messages', () => {
    const { counts } = scanText(
      [
        '{"type": "SCHEMA", "stream": "a", "schema": {}, "key_properties": []}',
        '{"type": "BATCH", "stream": "a", "encoding": {}, "manifest": []}',
        '{"type": "STATE", "value": {"type": "RECORD", "stream": "a"}}',
        '{"type": "RECORD", "stream": "a", "record": {"type": "BATCH"}}',
      ].join('\n'),
    )
    expect(counts).toEqual([
      { stream: 'a', records: 1, batches: 1, bytes: expect.any(Number), schema: expect.any(String) },
    ])
  })

  it('accepts the numbers that only Python writes', () => {
    const { problem, counts } = scanText(
      '{"type": "STATE", "value": {"a": NaN}}\n{"record": {"b": -Infinity, "c": "NaN"}, "stream": "s", "type": "RECORD"}\n',
    )
    expect(problem).toBeNull()
    expect(counts[0]?.records).toBe(1)
  })

  it.each([
    'no json',
    '"text"',
    'null',
    '{}',
    '{"type": 5}',
    '{"type": "RECORD"}',
    '{"type": "RECORD", "stream": "a", "record": {',
    '{"type": "SCHEMA", "stream": "a", }',
    '\u00e4',
  ])('stops before %s', (bad) => {
    const good = '{"type": "RECORD", "stream": "a", "record": {}}\n'
    const { passed, problem } = scanText(`${good}${good}${bad}\n${good}`)
    expect(passed.toString()).toBe(good + good)
    expect(problem).toEqual({ kind: 'malformed', lineNumber: 3, excerpt: bad, partlyPassed: false })
  })

  it('stops a line over the limit and names its stream', () => {
    const head = '{"type": "RECORD", "stream": "a", "record": {"t": "'
    const parts = Array.from({ length: 10 }, () => Buffer.alloc(100_000, 'x'))
    const { passed, problem } = scanChunks([Buffer.from(head), ...parts], 500_000)
    expect(problem).toEqual({
      kind: 'oversized',
      stream: 'a',
      bytes: head.length + 500_000,
      partlyPassed: true,
    })
    expect(passed.length).toBeLessThanOrEqual(500_000)
  })

  it('passes a line of exactly the limit', () => {
    const text = `{"type": "RECORD", "stream": "a", "record": {"t": "${'x'.repeat(100_000)}"}}`
    const chunks = cut(Buffer.from(`${text}\n`), [80_000])
    expect(scanChunks(chunks, text.length).problem).toBeNull()
    expect(scanChunks(chunks, text.length - 1).problem?.kind).toBe('oversized')
  })
})
