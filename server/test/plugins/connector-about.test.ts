import { expect, it } from 'vitest'

import { readAbout } from '../../src/domain/plugins/connector-about.ts'

it('reads settings and capabilities as the Meltano SDK describes them', () => {
  const about = {
    name: 'tap-x',
    capabilities: ['catalog', 'state', 7],
    settings: {
      type: 'object',
      required: ['token', 'limit', 'auth'],
      properties: {
        token: { type: ['string'], secret: true, description: 'Key', title: 'Token' },
        limit: { type: ['integer', 'null'], default: 10 },
        ratio: { type: 'number' },
        since: { type: ['string', 'null'], format: 'date-time' },
        mode: { type: 'string', enum: ['fast', 'safe', null] },
        flags: { type: ['array', 'null'], items: { type: 'string' } },
        maps: { type: 'object', properties: {} },
        auth: { type: 'object', properties: { user: { type: 'string' }, on: { type: 'boolean' } } },
        any: { oneOf: [{ type: 'string' }] },
      },
    },
  }
  expect(readAbout(JSON.stringify(about))).toEqual({
    capabilities: ['catalog', 'state'],
    settingDefinitions: [
      {
        name: 'token',
        kind: 'password',
        label: 'Token',
        description: 'Key',
        sensitive: true,
        required: true,
      },
      { name: 'limit', kind: 'integer', value: 10 },
      { name: 'ratio', kind: 'decimal' },
      { name: 'since', kind: 'date_iso8601' },
      { name: 'mode', kind: 'options', options: [{ value: 'fast' }, { value: 'safe' }] },
      { name: 'flags', kind: 'array' },
      { name: 'maps', kind: 'object' },
      { name: 'auth.user', kind: 'string' },
      { name: 'auth.on', kind: 'boolean' },
      { name: 'any', kind: 'string' },
    ],
  })
})

it.each(['', 'usage: tap-x', '[]', '"x"'])('does not accept %j as an answer', (text) => {
  expect(readAbout(text)).toBeUndefined()
})
