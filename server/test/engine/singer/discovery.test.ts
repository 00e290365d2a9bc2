import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { newCatalog } from '../../../src/domain/singer/catalog-store.ts'
import { oneOfEach } from '../../support/sweep.ts'
import { ACTOR, program, startEngine, type TestEngine } from '../support/engine.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine()
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: program('tap.mjs'),
    capabilities: ['catalog', 'discover', 'state'],
  })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
})
afterAll(() => engine[Symbol.asyncDispose]())

const MESSAGES = [
  '{"type":"SCHEMA","stream":"s","schema":{},"key_properties":[]}',
  '{"type":"RECORD","stream":"s","record":{"id":1}}',
]

/** Executes with an extractor of unknown capabilities whose `--discover` runs the shell script. */
async function performWith(name: string, discover: string) {
  await engine.plugin({
    name,
    type: 'extractor',
    command: [
      'sh',
      '-c',
      `case "$*" in *--discover*) ${discover};; *) printf '%s\\n' '${MESSAGES.join("' '")}';; esac`,
      'sh',
    ],
  })
  const execution = await engine.perform(await engine.pipeline({ name, extractor: name }))
  return { execution, texts: (await engine.log(execution.id)).map(({ level, text }) => `${level} ${text}`) }
}

const discoveries = (note: string): boolean[] =>
  readFileSync(join(engine.dataDir, 'files', note), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).discovering)

const texts = async (id: string): Promise<string[]> => (await engine.log(id)).map(({ text }) => text)

describe('an extractor of unknown capabilities', () => {
  it.each([
    [
      'down',
      'echo "CRITICAL could not connect to server: connection refused" >&2; exit 1',
      'connection refused',
    ],
    ['silent', 'exit 0', 'did not write a catalogue'],
    ['chatty', 'echo hello; exit 0', 'did not write a catalogue'],
    ['listing', 'echo "[]"; exit 0', 'did not write a catalogue'],
    ['late', `echo '{"streams":[]}'; echo "ERROR broken pipe" >&2; exit 3`, 'broken pipe'],
  ])('whose discovery fails (%s) fails the execution with its reason', async (name, script, reason) => {
    const { execution } = await performWith(name, script)
    expect(execution).toMatchObject({
      status: 'failed',
      recordsProcessed: 0,
      errorMessage: expect.stringContaining(reason),
    })
  })

  it.each([
    ['refusing', 'echo "tap: error: unrecognized arguments: --discover" >&2; exit 2'],
    ['refusing on stdout', `echo "Error: No such option '--discover'"; exit 2`],
    ['extracting', `printf '%s\\n' '${MESSAGES.join("' '")}'; exit 0`],
    ['extracting late', `echo "Loading"; printf '%s\\n' '${MESSAGES.join("' '")}'; exit 0`],
  ])('that does not know the option (%s) works without a catalogue', async (name, script) => {
    const { execution, texts } = await performWith(name.replaceAll(' ', '-'), script)
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 1 })
    expect(texts).toContainEqual(expect.stringMatching(/^warning .*works without a catalogue/))
  })
})

describe('a catalogue', () => {
  it('belongs to one pipeline, whatever the settings of another are', async () => {
    const config = { tap: { noteTo: 'shared.note' } }
    await engine.perform(await engine.pipeline({ name: 'first', config }))
    await engine.perform(await engine.pipeline({ name: 'second', config }))
    expect(discoveries('shared.note')).toEqual([true, false, true, false])
  })

  it('is valid for a day, and the log says which was used and from when', async () => {
    const pipeline = await engine.pipeline({ name: 'ageing', config: { tap: { noteTo: 'ageing.note' } } })
    const age = (hours: number): string => {
      const at = new Date(Date.now() - hours * 3_600_000).toISOString()
      using database = closing(new Sqlite(join(engine.dataDir, 'flx.db')))
      database.db
        .prepare('update pipeline_catalog set discovered_at = ? where pipeline_id = ?')
        .run(at, pipeline.id)
      return at
    }
    const first = await engine.perform(pipeline)
    expect(await texts(first.id)).toContain('1 of 1 streams selected (catalogue discovered now).')
    const at = age(23)
    const second = await engine.perform(pipeline)
    expect(await texts(second.id)).toContain(
      `1 of 1 streams selected (stored catalogue, discovered at ${at}).`,
    )
    age(25)
    await engine.perform(pipeline)
    expect(discoveries('ageing.note')).toEqual([true, false, false, true, false])
  })

  const neverTwice: [string, object, object][] = [
    ['never serves twice with an age of 0', { catalogMaxAgeHours: 0 }, {}],
    ['never serves twice with _use_cached_catalog: false', {}, { _use_cached_catalog: false }],
    ['never serves twice with _use_cached_catalog as text', {}, { _use_cached_catalog: 'no' }],
  ]
  it.each(oneOfEach(neverTwice, ([, body]) => JSON.stringify(body)))('%s', async (name, body, settings) => {
    const note = `${name.replaceAll(/\W/g, '-')}.note`
    const config = { tap: { noteTo: note, ...settings } }
    const pipeline = await engine.pipeline({ name, config, ...body })
    await engine.perform(pipeline)
    await engine.perform(pipeline)
    expect(discoveries(note)).toEqual([true, false, true, false])
  })
})

describe('a pinned catalogue', () => {
  it('replaces the discovery, even in a full refresh, until it is unpinned', async () => {
    const note = 'pinned.note'
    const config = { tap: { streams: ['people', 'places'], noteTo: note } }
    const pipeline = await engine.pipeline({ name: 'pinned', config })
    await engine.perform(pipeline)
    const { catalogs, clock } = engine.context
    const { revision = 0, newest } = (await catalogs.use(pipeline.id)) ?? {}
    const extractorId = (await catalogs.use(pipeline.id))?.extractorId ?? ''
    const people = { streams: [{ tap_stream_id: 'people', schema: {} }] }
    const discoveredAt = clock.now().toISOString()
    const read = await engine.context.catalogReader.readUploaded(JSON.stringify(people))
    const own = newCatalog(read, discoveredAt, { id: extractorId, name: 'tap', version: '' })
    const audit = { actor: ACTOR, action: 'upload', entityType: 'pipeline', entityName: 'pinned' } as const
    const uploaded = { ...own, uploadedBy: 'Ada' }
    await catalogs.upload(pipeline.id, revision, uploaded, { ...audit, entityId: pipeline.id })
    const second = await engine.perform(pipeline, { fullRefresh: true })
    expect(await texts(second.id)).toContain(`1 of 1 streams selected (pinned catalogue of ${discoveredAt}).`)
    expect(discoveries(note)).toEqual([true, false, false])
    expect(newest?.streams).toBe(2)
    const later = (await catalogs.use(pipeline.id))?.revision ?? 0
    await catalogs.choose(pipeline.id, later, { pinnedId: null }, { ...audit, entityId: pipeline.id })
    await engine.perform(pipeline, { fullRefresh: true })
    expect(discoveries(note)).toEqual([true, false, false, true, false])
  })
})

describe('a selection', () => {
  it('of no stream fails before anything is extracted, naming the rules', async () => {
    const execution = await engine.perform(
      await engine.pipeline({
        name: 'nothing',
        config: {
          tap: { streams: ['people', 'places'], _select: ['persons.*', '!places'], noteTo: 'nothing.note' },
          target: { to: 'nothing.out' },
        },
      }),
    )
    expect(execution).toMatchObject({ status: 'failed', recordsProcessed: 0 })
    expect(execution.errorMessage).toContain('No stream is selected')
    expect(execution.errorMessage).toContain('people, places')
    expect(execution.errorMessage).toContain('_select "persons.*", _select "!places"')
    expect(existsSync(join(engine.dataDir, 'files/nothing.out'))).toBe(false)
  })

  it('of an empty catalogue fails too', async () => {
    const execution = await engine.perform(
      await engine.pipeline({ name: 'no streams', config: { tap: { streams: [] } } }),
    )
    expect(execution.errorMessage).toBe('Nothing to extract: the catalogue of tap has no streams.')
  })

  it('names rules that match nothing and settings that the runner does not know', async () => {
    const execution = await engine.perform(
      await engine.pipeline({
        name: 'misspelt',
        config: { tap: { _select: ['people.*', '!people.ssn'], _selekt: ['x'] } },
      }),
    )
    expect(execution.status).toBe('success')
    const log = await engine.log(execution.id)
    const warnings = log.filter(({ level }) => level === 'warning').map(({ text }) => text)
    expect(warnings).toContain('_select "!people.ssn" matches nothing in the catalogue of tap.')
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /"_selekt" of tap is not a setting that FLX Pipelines uses. Did you mean `_select`\?/,
      ),
    )
  })
})

/** The server has the database open as well: this connection closes at once. */
const closing = (db: Sqlite.Database) => ({ db, [Symbol.dispose]: () => db.close() })
