import { CATALOG, extras, makeCase, record, SCHEMA, state, type Case } from '../support/case.ts'

const BIG = '{"bookmarks":{"people":{"id":9007199254740993,"at":1.50}}}'

/** State, full refresh, and failures. */
export const EXECUTIONS: readonly Omit<Case, 'name'>[] = [
  makeCase('state: resumes', { executions: ['incremental', 'incremental'] }),
  makeCase('state: keeps its digits', {
    messages: [SCHEMA, record(1), state(BIG)],
    executions: ['incremental', 'incremental'],
    differs: ['digits'],
  }),
  makeCase('state: several, of which the last counts', {
    messages: [
      SCHEMA,
      state('{"bookmarks":{"people":{"id":1}}}'),
      record(2),
      state('{"bookmarks":{"orders":{"id":5}}}'),
    ],
    executions: ['incremental', 'incremental'],
  }),
  makeCase('state: without the capability', {
    tap: { capabilities: ['catalog', 'discover'] },
    executions: ['incremental', 'incremental'],
  }),
  makeCase('state: a full refresh', { executions: ['incremental', 'full', 'incremental'] }),
  extras(
    'state: a file of one’s own',
    { state: 'own-state.json' },
    { executions: ['incremental', 'full'], differs: ['discovery-without-state'] },
  ),
  makeCase('state: an empty one overwrites nothing', {
    targetLines: ['{}'],
    executions: ['incremental', 'incremental'],
  }),
  makeCase('state: a line that is none', {
    targetLines: ['loaded 3 rows'],
    executions: ['incremental', 'incremental'],
  }),
  makeCase('no records', { messages: [] }),
  makeCase('the extractor fails after a state', {
    alone: true,
    tapExit: 1,
    executions: ['incremental', 'incremental'],
  }),
  makeCase('the extractor fails at once', { messages: [], alone: true, tapExit: 2 }),
  makeCase('the loader fails', { alone: true, targetExit: 3, executions: ['incremental', 'incremental'] }),
  makeCase('both fail', { alone: true, tapExit: 1, targetExit: 1 }),
  makeCase('the discovery fails', { discovered: 'oh no', alone: true, discoveryExit: 1 }),
  makeCase('the discovery writes no catalogue', { alone: true, discovered: 'not a catalogue' }),
  extras('a catalogue of one’s own that is missing', { catalog: 'missing.json' }, { alone: true }),
  makeCase('a missing variable alone', {
    tap: { config: { host: '$DIFF_MISSING' } },
    alone: true,
    differs: ['missing-variable'],
  }),
  makeCase('a catalogue is asked for again', {
    executions: ['incremental', 'incremental'],
    discovered: JSON.stringify(CATALOG),
    tap: { extras: { use_cached_catalog: false } },
  }),
]
