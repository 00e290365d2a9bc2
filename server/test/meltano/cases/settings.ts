import { parseJson } from '@flx/shared/json/json-text'
import type { JsonObject } from '@flx/shared/json/json'

import { makeCase, type Case } from '../support/case.ts'

const KINDS = [
  { name: 'port', kind: 'integer' },
  { name: 'ratio', kind: 'decimal' },
  { name: 'on', kind: 'boolean' },
  { name: 'list', kind: 'array' },
  { name: 'object', kind: 'object' },
  { name: 'auth.token' },
  { name: 'password', kind: 'password' },
  { name: 'since', kind: 'date_iso8601' },
  {
    name: 'mode',
    kind: 'options',
    options: [
      { label: 'A', value: 'a' },
      { label: 'B', value: 'b' },
    ],
  },
  { name: 'named', env: 'DIFF_NAMED' },
]

const config = (title: string, given: JsonObject, more: Partial<Omit<Case, 'name' | 'title'>> = {}) =>
  makeCase(`config: ${title}`, { ...more, tap: { settings: KINDS, config: given, ...more.tap } })

/** Expected results for settings: the configuration and the variables. */
export const SETTINGS: readonly Omit<Case, 'name'>[] = [
  config(
    'text becomes its kind',
    { port: '5432', on: 'yes', list: '[1, "a"]', object: '{"a": {"b": 1}}', mode: 'b' },
    { differs: ['object-leaves'] },
  ),
  config(
    'typed values',
    { port: 5432, on: false, list: [1, { a: null }], object: { a: { b: [true] } } },
    { differs: ['object-json'] },
  ),
  config(
    'nested and dotted names',
    { 'auth.token': 'abc', deep: { er: { x: 1 }, list: [1] }, 'un.def': 3 },
    { differs: ['secrets-stay'] },
  ),
  config(
    'a dot that is escaped',
    { [String.raw`a\.b`]: 'x', [String.raw`c.d\.e`]: 'y' },
    { differs: ['escaped-dots'] },
  ),
  config('nulls', { port: null, other: null, kept: 'x' }),
  config('dates', { since: '2024-01-01', other: '2024-01-01T10:00:00Z' }),
  config('texts of all kinds', { text: 'Ελληνικά 中文 "quoted" \\ and \n lines', empty: '' }),
  config(
    'Python literals',
    { list: "['a', 'b', None, True, 1_000]", object: "{'a': {'b': ('c',)}, 'd': False}" },
    { differs: ['object-leaves'] },
  ),
  config(
    'numbers beyond 2^53',
    parseJson(
      '{"port": 9007199254740993, "big": 12345678901234567890123, "list": [9007199254740993]}',
    ) as JsonObject,
  ),
  config(
    'numbers beyond 2^53 as text',
    { port: '9007199254740993', list: '[9007199254740993]', object: "{'a': 9007199254740993}" },
    { differs: ['object-leaves'] },
  ),
  config('digits of decimals', parseJson('{"plain": 1.50, "list": [0.1000000000000000055]}') as JsonObject, {
    differs: ['digits'],
  }),
  config(
    'references inside of texts',
    {
      url: 'http://${DIFF_HOST}:$DIFF_PORT/x',
      path: '$DIFF_HOME/data',
      list: ['$DIFF_HOST', 'a-${DIFF_PORT}'],
      nested: { deep: { host: '$DIFF_HOST' } },
      port: '$DIFF_PORT',
      object: '{"host": "$DIFF_HOST"}',
    },
    { differs: ['secrets-stay', 'object-leaves'] },
  ),
  config('what is no reference', {
    text: String.raw`\$DIFF_HOST and \${DIFF_HOST} cost 5$ or a\$ and $lower`,
    table: 'V$session',
  }),
  config(
    'references to variables of the plugin',
    { url: 'http://$OWN_HOST/', name: '$MELTANO_EXTRACTOR_NAME' },
    { tap: { env: { OWN_HOST: 'own.example' } }, differs: ['secrets-stay'] },
  ),
  config(
    'a reference that gives a list',
    { list: '$DIFF_LIST', object: '$DIFF_OBJECT' },
    { differs: ['secrets-stay', 'object-leaves'] },
  ),
  config('a missing variable amid text', { url: 'http://$DIFF_MISSING/x' }, { differs: ['missing-in-text'] }),
  config(
    'references in env',
    {},
    { tap: { env: { OWN_URL: 'http://${DIFF_HOST}/' } }, differs: ['references-in-env'] },
  ),
  config(
    'settings as variables',
    {
      port: 1,
      on: true,
      list: ['a'],
      object: { a: { b: 1 } },
      named: 'n',
      'auth.token': 't',
      custom: { x: 1.5, y: [1], z: false },
    },
    { differs: ['secrets-stay', 'object-json'] },
  ),
  config('a secret', { password: 'a secret password' }, { differs: ['secrets-stay'] }),
  makeCase('config: kinds of defaults', {
    tap: {
      settings: [
        { name: 'flag', value: true },
        { name: 'count', value: 7, kind: 'string' },
        { name: 'names', value: ['a'] },
        { name: 'more', kind: 'object', value: { a: 1 } },
        { name: 'region', value: 'eu-$DIFF_PORT' },
        { name: 'unset', value: '$DIFF_MISSING' },
      ],
    },
    differs: ['python-text', 'secrets-stay', 'object-leaves'],
  }),
  makeCase('load_schema: the namespace by default', {
    target: { settings: [{ name: 'schema', value: '$MELTANO_EXTRACT__LOAD_SCHEMA' }] },
  }),
  makeCase('load_schema: one’s own', {
    tap: { extras: { load_schema: 'raw_$DIFF_PORT' } },
    target: { settings: [{ name: 'schema', value: '$MELTANO_EXTRACT__LOAD_SCHEMA' }] },
  }),
  makeCase('load_schema: by a setting of the extractor', {
    tap: { config: { area: 'north' }, extras: { load_schema: '${MELTANO_EXTRACT_AREA}_raw' } },
    target: { settings: [{ name: 'schema', value: '$MELTANO_EXTRACT__LOAD_SCHEMA' }] },
  }),
  makeCase('a loader refers to the extractor', {
    tap: { config: { region: 'eu' } },
    target: { config: { text: 'of $MELTANO_EXTRACTOR_NAME in $MELTANO_EXTRACT_REGION' } },
  }),
  makeCase('structured logs', {
    tap: { capabilities: ['catalog', 'discover', 'state', 'structured-logging'] },
  }),
  makeCase('an heir', {
    tap: { settings: KINDS, config: { port: 1, list: ['a'], kept: 'k' } },
    heir: { config: { port: 2, own: 'o' }, extras: { select: ['orders.*'] } },
  }),
  makeCase('a mapper', {
    mapper: { stream_maps: { people: { name: null, __else__: 'x' } } },
    differs: ['mapper-extras'],
  }),
]
