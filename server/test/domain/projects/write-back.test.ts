import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { writeBack, type Edit } from '../../../src/domain/projects/import/write-back.ts'

const TEXT = `# Our project
plugins:
  extractors:
  # The shop
  - name: tap-shop      # inherited by none
    pip_url: tap-shop==1.0
    config:
      start_date: '2024-01-01' # the first order
      nested:
        depth: 3
      list: [a, b]
    select:
    - orders.*
    - '!orders.note'
  loaders:
  - {name: target-wh, pip_url: target-wh, config: {batch_size: 100, mode: slow}}
  mappers:
  - name: map-it
    mappings:
    - name: hide-pii
      config: {stream_maps: {}}

environments:
- name: prod
  config:
    plugins:
      loaders:
      - name: target-wh
        config: {batch_size: 5000}
jobs:
- name: nightly
  tasks: [tap-shop target-wh]
schedules:
- name: hourly # on the hour
  interval: '@hourly'
  job: nightly
`

function write(edits: Edit[], environment: string | null = null, text = TEXT) {
  return writeBack([{ path: 'meltano.yml', text }], edits, environment)
}
const one = (element: string, path: string[], value: Edit['value'], environment: string | null = null) => {
  const { files, unwritten } = write([{ element, path, value }], environment)
  expect(unwritten).toEqual([])
  const after = files[0]?.after.split('\n') ?? []
  return after.filter((line) => !TEXT.split('\n').includes(line))
}

describe('edits in the files of a project', () => {
  it('replace one value and nothing else on its line', () => {
    expect(one('extractors/tap-shop', ['settings', 'start_date'], '2025-06-01')).toEqual([
      "      start_date: '2025-06-01' # the first order",
    ])
    expect(one('extractors/tap-shop', ['pipUrl'], 'tap-shop==2.0')).toEqual(['    pip_url: tap-shop==2.0'])
    expect(one('schedules/hourly', ['schedule'], '0 */3 * * *')).toEqual(["  interval: '0 */3 * * *'"])
    expect(one('loaders/target-wh', ['settings', 'batch_size'], 7)).toEqual([
      '  - {name: target-wh, pip_url: target-wh, config: {batch_size: 7, mode: slow}}',
    ])
    expect(one('extractors/tap-shop', ['settings', 'nested.depth'], 4)).toEqual(['        depth: 4'])
  })

  it('go where the chosen environment sets the value', () => {
    expect(one('loaders/target-wh', ['settings', 'batch_size'], 9, 'prod')).toEqual([
      '        config: {batch_size: 9}',
    ])
    expect(one('loaders/target-wh', ['settings', 'mode'], 'fast', 'prod')).toEqual([
      '  - {name: target-wh, pip_url: target-wh, config: {batch_size: 100, mode: fast}}',
    ])
  })

  it('add, replace and remove whole values, keeping the comments of the rest', () => {
    const { files } = write([
      { element: 'extractors/tap-shop', path: ['settings', '_select'], value: ['orders.*', 'users.*'] },
      { element: 'extractors/tap-shop', path: ['settings', 'region'], value: 'eu' },
      { element: 'extractors/tap-shop', path: ['settings', 'list'], value: undefined },
      { element: 'mappings/hide-pii', path: ['settings', 'stream_maps'], value: { users: { email: null } } },
    ])
    const after = files[0]?.after ?? ''
    expect(after).toContain('    - orders.*\n    - users.*\n')
    expect(after).toContain('      region: eu\n')
    expect(after).not.toContain('list:')
    expect(after).toMatch(
      /# Our project[^]*# The shop[^]*# inherited by none[^]*# the first order[^]*# on the hour/,
    )
  })

  it('explain why they have no place in the files', () => {
    const { files, unwritten } = write([
      { element: 'extractors/tap-other', path: ['settings', 'a'], value: 1 },
      { element: 'extractors/tap-shop', path: ['env', 'REGION'], value: 'eu' },
    ])
    expect(files).toEqual([])
    expect(unwritten.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('Change it there'),
      expect.stringContaining('Change it there'),
    ])
  })

  it('leave a value alone that others share by an alias', () => {
    const text = 'plugins:\n  loaders:\n  - {name: a, config: &c {n: 1}}\n  - {name: b, config: *c}\n'
    const { files, unwritten } = write(
      [{ element: 'loaders/a', path: ['settings', 'n'], value: 2 }],
      null,
      text,
    )
    expect(files).toEqual([])
    expect(unwritten).toHaveLength(1)
  })

  it('keep the digits of numbers', () => {
    const text = 'plugins:\n  loaders:\n  - {name: a, config: {n: 12345678901234567890.10, m: {o: 1}}}\n'
    const { files } = write([{ element: 'loaders/a', path: ['settings', 'p'], value: 2 }], null, text)
    expect(files[0]?.after).toContain('12345678901234567890.10')
  })

  it('keep the value of hexadecimal and octal numbers beyond the exact doubles', () => {
    const text =
      'plugins:\n  loaders:\n  - {name: a, config: {n: 0x20000000000001, o: 0o400000000000000001, s: 0xff, m: {o: 1}}}\n'
    const { files, unwritten } = write(
      [{ element: 'loaders/a', path: ['settings', 'p'], value: 2 }],
      null,
      text,
    )
    expect(unwritten).toEqual([])
    const config = files[0]?.after ?? ''
    expect(config).toContain('n: 9007199254740993')
    expect(config).toContain('o: 9007199254740993')
    expect(config).toContain('s: 0xff')
  })
})

describe('any value', () => {
  const PLACES = ["'one'", '"one"', 'one', 'one # why', "''", '5', '|\n        one\n']
  const odd = fc.constantFrom(
    ...['\t', 'a\tb', ' a', 'a ', '1_000', '0b11', '0o17', '017', '1:30:00', '2024-01-01', 'yes', 'No', 'on'],
    ...[
      'null',
      '~',
      '.inf',
      '',
      '-',
      '- a',
      'a: b',
      'a:',
      'a #b',
      '#',
      '{a}',
      '[a]',
      '*a',
      '&a',
      '!a',
      '%a',
      '@a',
    ],
    ...[
      '`',
      "it's",
      '"',
      '\\',
      'a\nb',
      '\u0085',
      '\u007f',
      '\u2028',
      '\uFEFFa',
      '=',
      '<<',
      '? a',
      '1e3',
      'é',
      '😀',
    ],
  )
  const text = fc.oneof(
    odd,
    fc.string({ unit: 'grapheme' }),
    fc.array(odd).map((all) => all.join('')),
  )
  const value = fc.oneof(text, fc.array(text), fc.dictionary(text, text, { noNullPrototype: true }))

  it('that is written into a file is read unchanged by YAML 1.1 and 1.2', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACES), value, (place, next) => {
        const before = `plugins:\n  extractors:\n  - name: a\n    config:\n      x: ${place}\n`
        const edit = { element: 'extractors/a', path: ['settings', 'x'], value: next }
        const { files, unwritten } = write([edit], null, before)
        if (unwritten.length > 0 || files.length === 0) {
          // A mapping can have a key that means something else in YAML; nothing is written then.
          return fc.pre(typeof next !== 'string')
        }
        const after = files[0]?.after ?? ''
        for (const version of ['1.1', '1.2'] as const) {
          expect(parse(after, { version })).toEqual({
            plugins: { extractors: [{ name: 'a', config: { x: next } }] },
          })
        }
      }),
      { numRuns: 400 },
    )
  })
})
