import { expect, it, test } from 'vitest'

import { readStateLine } from '../../../src/domain/singer/state/singer-state.ts'

const STATES: [string, string][] = [
  ['bookmarks', '{"bookmarks":{"orders":{"replication_key_value":"2024-01-01"}}}'],
  ['a stream at work', '{"currently_syncing":"orders","bookmarks":{"orders":{"id":9007199254740993}}}'],
  ['currently_syncing null', '{"currently_syncing":null,"bookmarks":{"orders":{"id":1}}}'],
  ['flat, of an old tap', '{"orders":"2024-01-01","users":"2024-01-02T00:00:00Z"}'],
  ['flat with numbers', '{"orders":130,"users":0}'],
  ['flat with false', '{"done":false}'],
  [
    'pipelinewise',
    '{"currently_syncing":null,"bookmarks":{"db-orders":{"log_file":"bin.01","log_pos":4,"version":17}}}',
  ],
  ['one stream done', '{"bookmarks":{"orders":{"id":1},"users":{}}}'],
  ['partitions', '{"bookmarks":{"s":{"partitions":[{"context":{"id":1},"replication_key_value":2}]}}}'],
  ['airbyte, wrapped', '{"airbyte_state":{"orders":{"cursor":"x"}}}'],
  ['airbyte, a message', '{"type":"STATE","state":{"data":{"orders":{"cursor":"x"}}}}'],
  [
    'airbyte, per stream',
    '{"type":"STREAM","stream":{"stream_descriptor":{"name":"o"},"stream_state":{"c":1}}}',
  ],
  ['streams named level and type', '{"level":{"id":5},"type":{"id":3},"message":{"id":1}}'],
  ['streams named level and message, flat', '{"level":"2024-01-01","message":"2024-02-01"}'],
  ['streams named event and timestamp, flat', '{"event":"2024-01-01T00:00:00Z","timestamp":"2024-01-01"}'],
  ['streams named metric and value, flat', '{"metric":"2024-01-01","counter":7}'],
  ['streams named event and name, flat', '{"event":17,"name":18}'],
  ['a stream named counter', '{"counter":{"value":5}}'],
  ['a token', '{"cursor":"b2Zmc2V0OjE3Cg==","event":"b2Zmc2V0OjE3Cg=="}'],
]
test.each(STATES)('stores a state: %s', (_name, line) => {
  const read = readStateLine(line)
  expect('state' in read ? JSON.stringify(read.state) : read).toBe(line)
})

it('extracts a state from its message', () => {
  const line = '{"type":"STATE","value":{"bookmarks":{"orders":{"id":18446744073709551610,"n":1.50}}}}'
  const read = readStateLine(line)
  expect(JSON.stringify(read)).toBe('{"state":{"bookmarks":{"orders":{"id":18446744073709551610,"n":1.50}}}}')
  expect(readStateLine('{"type":"STATE","value":{}}')).toEqual({ refusal: 'empty' })
})

test.each<[string, object]>([
  ['{"singer_state":{"orders":5}}', { state: { orders: 5 } }],
  ['{"completed":{"singer_state":{"orders":5}}}', { state: { orders: 5 } }],
  [
    '{"completed":{"singer_state":{"a":{"id":1},"b":2}},"partial":{"singer_state":{"a":{"id":3}}}}',
    { state: { a: { id: 3 }, b: 2 } },
  ],
  ['{"completed":{},"partial":{"singer_state":{"orders":5}}}', { state: { orders: 5 }, partial: true }],
  [
    '{"type":"STATE","value":{"partial":{"singer_state":{"orders":5}}}}',
    { state: { orders: 5 }, partial: true },
  ],
  ['{"completed":{"singer_state":{}},"partial":{}}', { refusal: 'empty' }],
])("extracts a state from Meltano's wrapper: %s", (line, read) => {
  expect(readStateLine(line)).toEqual(read)
})

test.each([
  '{"completed":"2024-01-01"}',
  '{"completed":{"id":5}}',
  '{"completed":{"singer_state":{"a":1}},"orders":5}',
  '{"singer_state":5}',
])('leaves a similar value unchanged: %s', (line) => {
  const read = readStateLine(line)
  expect('state' in read ? JSON.stringify(read.state) : read).toBe(line)
})

const REFUSED: [string, string[]][] = [
  ['text', ['not json', 'INFO loaded 3 rows', '{"a":1', "{'a': 1}"]],
  ['value', ['5', '1e5', 'true', '"text"', '[1]', '[{"bookmarks":{"a":1}}]']],
  [
    'empty',
    [
      'null',
      '{}',
      '[]',
      '{"bookmarks":{}}',
      '{"bookmarks":{"s":{}}}',
      '{"bookmarks":{"s":{"starting_replication_value":null}}}',
      '{"bookmarks":{},"currently_syncing":"orders"}',
      '{"a":[{}]}',
    ],
  ],
  [
    'log',
    [
      '{"level":"info","message":"loaded"}',
      '{"level":"info","orders":"2024-01-01"}',
      '{"event":"done","timestamp":"2024-01-01T00:00:00Z"}',
      '{"event":"Batch was written","level":"error","logger":"target"}',
      '{"level":30,"time":1700000000000,"pid":1,"hostname":"h","msg":"loaded"}',
      '{"asctime":"2024-01-01 00:00:00","levelname":"INFO","message":"2024 rows"}',
      '{"severity":"WARNING","message":"slow"}',
      '{"@timestamp":"2024-01-01","log.level":"info","message":"x"}',
      '{"message":"Loading finished"}',
      '{"msg":"done"}',
      '{"timestamp":"2024-01-01","level":"INFO","fields":{"message":"x"},"target":"t"}',
      '{"level":"info","took":NaN,"message":"x"}',
    ],
  ],
  [
    'metric',
    [
      '{"type":"counter","metric":"record_count","value":5,"tags":{}}',
      '{"type":"timer","metric":"job_duration","value":0.5}',
      '{"metric_type":"counter","metric":"record_count","value":5}',
      '{"metric":"rows","value":5}',
      '{"stream":"orders","record_count":5}',
    ],
  ],
  [
    'message',
    [
      '{"type":"RECORD","stream":"orders","record":{"id":1}}',
      '{"type":"SCHEMA","stream":"orders","schema":{},"key_properties":[]}',
      '{"type":"ACTIVATE_VERSION","stream":"orders","version":1}',
      '{"type":"BATCH","stream":"orders","manifest":["file:///x"]}',
      '{"type":"record","record":{"id":1}}',
      '{"type":"STATE"}',
      '{"type":"LOG","log":{"level":"INFO","message":"x"}}',
    ],
  ],
  ['not-finite', ['{"bookmarks":{"a":{"v":NaN}}}', '{"orders":-Infinity}', 'NaN']],
]
test.each(REFUSED)('refuses as "%s" a value that must not replace a state', (refusal, lines) => {
  expect(lines.map((line) => [line, readStateLine(line)])).toEqual(lines.map((line) => [line, { refusal }]))
})
