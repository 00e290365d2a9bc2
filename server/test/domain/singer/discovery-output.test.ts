import { describe, expect, it } from 'vitest'

import { holdsMessages, readCatalog, refusesDiscover } from '../../../src/domain/singer/discovery-output.ts'

describe('a program refuses --discover', () => {
  it.each([
    'tap-x: error: unrecognized arguments: --discover',
    'usage: tap.py [-h] tap.py: error: unrecognised arguments: --config c.json --discover',
    'Error: No such option: --discover',
    "Error: No such option '--discover'. Did you mean --about?",
    'no such option: --discover',
    "error: unknown option '--discover'",
    'Unknown argument: discover',
    'flag provided but not defined: -discover',
    "tap: unrecognized option '--discover'",
    'Unrecognized option: --discover',
    "error: unexpected argument '--discover' found",
    "error: Found argument '--discover' which wasn't expected, or isn't valid in this context",
    'invalid option: --discover (OptionParser::InvalidOption)',
    'Unknown option: discover',
  ])('%s', (line) => expect(refusesDiscover(['INFO starting', line])).toBe(true))
})

describe('a failure that mentions discovery is not a refusal', () => {
  it.each([
    'CRITICAL could not discover: no such host db.internal',
    'Error: unknown host while trying to discover tables',
    'Discovery failed: invalid password for user "discover"',
    'psycopg2.OperationalError: connection refused',
    'unrecognized arguments: --verbose',
    'invalid configuration parameter "x" found by discover',
  ])('%s', (line) => expect(refusesDiscover([line])).toBe(false))
})

it('Singer messages are found whatever precedes them and in any case, but not in a catalogue', () => {
  expect(holdsMessages('Loading…\n{"type": "SCHEMA", "stream": "s", "schema": {}}\n')).toBe(true)
  expect(holdsMessages('{"stream":"s","record":{},"type":"record"}')).toBe(true)
  expect(holdsMessages('{"type":"BATCH","stream":"s","manifest":["a"')).toBe(true)
  expect(holdsMessages('{"streams":[{"stream":"s","schema":{"properties":{"type":"STATE"}}}]}')).toBe(false)
  expect(holdsMessages('{"streams":[{"type":"RECORD"')).toBe(false)
  expect(holdsMessages('{"level":"info","message":"hello"}')).toBe(false)
})

it('a catalogue is a JSON object with streams', () => {
  expect(readCatalog('{"streams":[]}')).toEqual({ streams: [] })
  for (const text of ['', '[]', 'null', '{}', '{"streams":{}}', '{"streams":[']) {
    expect(readCatalog(text)).toBeUndefined()
  }
})
