import { CATALOG, extras, makeCase, type Case } from '../support/case.ts'

const select = (title: string, patterns: string[], more: Parameters<typeof extras>[2] = {}) =>
  extras(`select: ${title}`, { select: patterns }, more)

const ODD = {
  streams: [
    {
      tap_stream_id: 'odd',
      stream: 'odd',
      schema: {
        type: 'object',
        properties: {
          'a-b': { type: 'string' },
          'agent:type': { type: 'string' },
          plain: { type: 'string' },
        },
      },
      metadata: [{ breadcrumb: ['properties', 'agent:type'], metadata: { inclusion: 'available' } }],
    },
  ],
}
const odd = JSON.stringify(ODD)

/** Expected results for a discovered catalogue. */
export const CATALOGS: readonly Omit<Case, 'name'>[] = [
  makeCase('all by default', {}),
  select('a whole stream with its fields', ['people.*']),
  select('a stream by its name alone', ['people']),
  select('one field', ['people.name']),
  select('a nested field and its parents', ['people.address.geo.lat']),
  select('everything below a field', ['people.address.*']),
  select('but one field', ['*.*', '!people.name']),
  select('but a nested field', ['*.*', '!people.address.geo.lat']),
  select('excludes win, whatever the order', ['!people.name', 'people.*']),
  select('but a stream, as stream.*', ['*.*', '!orders.*']),
  select('but a stream by its name', ['*.*', '!orders']),
  select('by patterns', ['p[eo]*.na?e', '[!p]*.id']),
  select('a stream with a dot', [String.raw`public\.things.*`]),
  select('inside of a list', ['people.tags.items.label']),
  select('inside of a list by a pattern', ['people.tags.*']),
  select('inside of anyOf', ['people.note.*', '!people.note.anyOf.*']),
  select('what is unsupported', ['people.raw', 'people.id']),
  select('not what is automatic', ['people.*', '!people.id']),
  select('in capitals', ['PEOPLE.*', 'orders.*']),
  select('nothing', ['nothing.*'], { differs: ['nothing-selected'] }),
  select('odd names', ['odd.a-b', 'odd.agent:type'], { discovered: odd, differs: ['odd-names'] }),
  select('odd names by a pattern', ['*.*', '!odd.agent*'], { discovered: odd, differs: ['odd-names'] }),
  extras('select: as a Python literal', { select: '[\'people.*\', "orders.id"]' }),
  extras('select_filter: one stream', { select_filter: ['people'] }),
  extras('select_filter: all but one', { select_filter: ['!people'] }),
  extras('select_filter: both', { select_filter: ['*e*', '!orders'], select: ['*.*', '!people.name'] }),
  extras('metadata: replication of a stream', {
    metadata: { people: { 'replication-method': 'INCREMENTAL', 'replication-key': 'id' } },
  }),
  extras('metadata: of all streams by a pattern', {
    metadata: { '*': { 'replication-method': 'FULL_TABLE' } },
  }),
  extras('metadata: of fields', {
    metadata: { people: { id: { custom: 7, 'sql-datatype': 'bigint' }, 'n*': { x: 'y' } } },
  }),
  extras('metadata: of nested fields', { metadata: { people: { address: { street: { custom: true } } } } }),
  extras(
    'metadata: with dotted keys',
    { metadata: { 'people.id.custom': 1, 'people.replication-key': 'id' } },
    { differs: ['dotted-extras'] },
  ),
  extras('metadata: selects', {
    metadata: { people: { name: { selected: false } }, orders: { selected: false } },
  }),
  extras(
    'metadata: a list',
    { metadata: { orders: { 'table-key-properties': ['id'] } } },
    { differs: ['primary-key'] },
  ),
  extras('schema: replaces a field', {
    schema: { people: { name: { type: ['integer', 'null'], maximum: '9007199254740993' } } },
  }),
  extras('schema: adds a field', { schema: { orders: { added: { type: 'string', format: 'date-time' } } } }),
  extras(
    'schema: with a dotted key',
    { schema: { 'orders.total': { type: 'string' } } },
    { differs: ['dotted-extras'] },
  ),
  extras('schema: of several streams', { schema: { '[po]*': { id: { type: 'string' } } } }),
  makeCase('numbers of a catalogue keep their digits', {
    discovered: JSON.stringify(CATALOG).replace(
      '"type":"integer"',
      '"type":"integer","maximum":9007199254740993,"minimum":-9223372036854775808',
    ),
  }),
  makeCase('an extractor that does not discover', {
    tap: { capabilities: ['catalog', 'state'] },
    alone: true,
    differs: ['no-discovery'],
  }),
  makeCase('an extractor without a catalogue', {
    tap: { capabilities: ['discover', 'state'] },
    differs: ['useless-discovery'],
  }),
  makeCase('an old extractor: --properties', { tap: { capabilities: ['discover', 'properties'] } }),
  extras('catalog: a file of one’s own', { catalog: 'own-catalog.json', select: ['orders.*'] }),
  extras('catalog: with a filter', { catalog: 'own-catalog.json', select_filter: ['!orders'] }),
]
