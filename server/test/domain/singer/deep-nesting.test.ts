import { describe, expect, it } from 'vitest'

import { readAbout } from '../../../src/domain/plugins/connector-about.ts'
import { holdsMessages, readCatalog } from '../../../src/domain/singer/discovery-output.ts'
import { collectRecords } from '../../../src/domain/singer/preview-rows.ts'
import { parseMessage } from '../../../src/domain/singer/singer-message.ts'
import { parseMetric } from '../../../src/domain/singer/log/singer-metric.ts'
import { readStateLine } from '../../../src/domain/singer/state/singer-state.ts'

const DEPTH = 100_000
const lists = '['.repeat(DEPTH) + ']'.repeat(DEPTH)
const objects = '{"a":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH)

describe.each([
  ['lists', lists],
  ['objects', objects],
])('a hundred thousand levels of %s', (_what, deep) => {
  it('in the output of a loader are not a state', () => {
    expect(readStateLine(deep)).toEqual({ refusal: 'text' })
    expect(readStateLine(`{"bookmarks":{"a":${deep}}}`)).toEqual({ refusal: 'text' })
  })

  it('in a message, a catalogue or an answer overflow nothing', () => {
    const record = `{"type":"RECORD","stream":"a","record":{"a":${deep}}}`
    expect(() => parseMessage(record)).not.toThrow()
    expect(collectRecords(3).line(record)).toBe(false)
    expect(readCatalog(`{"streams":[${deep}]}`)).toBeUndefined()
    expect(() => holdsMessages(record)).not.toThrow()
    expect(readAbout(`{"settings":${deep}}`)).toBeUndefined()
    expect(() => parseMetric(`METRIC: ${deep}`)).not.toThrow()
  })
})
