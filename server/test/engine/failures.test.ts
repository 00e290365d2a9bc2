import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { program, startEngine, stub, type TestEngine } from './support/engine.ts'
import { privateFolders } from './support/private-folders.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine({ graceMs: 500, concurrency: 1 })
  const known = { type: 'extractor' as const, capabilities: ['catalog', 'discover', 'state'] }
  await engine.plugin({ ...known, name: 'tap', command: program('tap.mjs') })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
})
afterAll(() => engine[Symbol.asyncDispose]())

let count = 0
/** Registers a misbehaving program under its own name. */
async function misbehaving(type: 'extractor' | 'loader', command: string[]): Promise<string> {
  count += 1
  const name = `${type === 'extractor' ? 'tap' : 'target'}-${count}`
  await engine.plugin({ name, type, command, capabilities: type === 'extractor' ? ['state'] : [] })
  return name
}
const withTap = async (options: object) =>
  engine.perform(
    await engine.pipeline({
      name: `with tap ${count}`,
      extractor: await misbehaving('extractor', stub('tap.mjs', options)),
      loader: await misbehaving('loader', stub('target.mjs', { lastState: { done: true } })),
    }),
  )
const withTarget = async (options: object, tap: object = { endless: true }) =>
  engine.perform(
    await engine.pipeline({
      name: `with target ${count}`,
      extractor: await misbehaving('extractor', stub('tap.mjs', tap)),
      loader: await misbehaving('loader', stub('target.mjs', options)),
    }),
  )

describe('the extractor', () => {
  it('that exits 1 after 500 records fails, and loaded records are kept with their state', async () => {
    const execution = await withTap({ records: 500, exitCode: 1 })
    expect(execution).toMatchObject({
      status: 'failed',
      outcome: 'errored',
      recordsProcessed: 500,
      errorMessage: expect.stringMatching(/^tap-\d+ exited with code 1: the source went away/),
      stateAfter: { done: true },
    })
    expect(execution.errorLines.map(({ text }) => text)).toContain('the source went away')
    expect(execution.steps.map(({ status }) => status)).toEqual(['skipped', 'failed', 'success'])
  })

  it('that writes a line which is not a Singer message fails, naming the line', async () => {
    const execution = await withTap({ records: 3, raw: ['this is not Singer'] })
    expect(execution).toMatchObject({ status: 'failed', recordsProcessed: 3 })
    expect(execution.errorMessage).toMatch(/tap-\d+ .*line 5.*this is not Singer/)
  })

  it('can write a line of 20 MB', async () => {
    expect(await withTap({ records: 1, longLine: 20_000_000 })).toMatchObject({
      status: 'success',
      recordsProcessed: 2,
    })
  })

  it('that writes a line of 100 MB fails, naming stream and limit', async () => {
    const execution = await withTap({ records: 1, longLine: 100_000_000 })
    expect(execution.status).toBe('failed')
    expect(execution.errorMessage).toMatch(/stream "people".*64 MiB/)
  })

  it('that cannot be started fails, saying what to do', async () => {
    const execution = await engine.perform(
      await engine.pipeline({ name: 'missing', extractor: await misbehaving('extractor', ['no-such-tap']) }),
    )
    expect(execution.status).toBe('failed')
    expect(execution.errorMessage).toMatch(/could not start.*no-such-tap/)
  })

  it('whose discovery fails ends the execution before anything is loaded', async () => {
    const execution = await engine.perform(
      await engine.pipeline({ name: 'undiscovered', config: { tap: { fail: 'discover' } } }),
    )
    expect(execution).toMatchObject({
      status: 'failed',
      errorMessage: 'Discovery failed: tap exited with code 1: no such host',
    })
    expect(execution.steps.map(({ status }) => status)).toEqual(['failed', 'skipped', 'skipped'])
  })
})

describe('the loader', () => {
  it('that dies at its start fails the execution and ends the extractor', async () => {
    const execution = await withTarget({ leaveAfterBytes: 0, exitCode: 2 })
    expect(execution.status).toBe('failed')
    expect(execution.errorMessage).toMatch(/^target-\d+ exited with code 2/)
  })

  it('that leaves early with code 0 is a failure', async () => {
    const execution = await withTarget({ leaveAfterBytes: 10_000, exitCode: 0 })
    expect(execution.status).toBe('failed')
    expect(execution.errorMessage).toMatch(/target-\d+ stopped early: it exited with code 0/)
    expect(execution.steps.at(-1)?.status).toBe('failed')
  })

  it('that fails at the end keeps the state it had confirmed', async () => {
    const pipeline = await engine.pipeline({ name: 'late failure', config: { target: { fail: true } } })
    expect(await engine.perform(pipeline)).toMatchObject({
      status: 'failed',
      errorMessage: 'target exited with code 3: the table is locked',
      stateAfter: { bookmarks: { people: { id: 3 } } },
    })
    expect(await engine.state(pipeline)).toEqual({ bookmarks: { people: { id: 3 } } })
  })

  it('that writes 2,000 states has the last one saved', async () => {
    const execution = await withTarget({ states: 2000, lastState: { n: 'last' } }, { records: 10 })
    expect(execution).toMatchObject({ status: 'success', stateAfter: { n: 'last' } })
  })

  it('that prints on stdout causes one warning, and its lines are in the log', async () => {
    const execution = await engine.perform(
      await engine.pipeline({ name: 'junk', config: { target: { junk: 500 } } }),
    )
    expect(execution.status).toBe('success')
    const log = await engine.log(execution.id)
    expect(log.filter(({ level }) => level === 'warning')).toHaveLength(1)
    expect(log.filter(({ source, text }) => source === 'loader' && text.startsWith('loaded '))).toHaveLength(
      500,
    )
  })
})

describe('a transform or mapper', () => {
  it('that fails is named, and a failed transform leaves the load done', async () => {
    await engine.plugin({
      name: 'broken',
      type: 'transformer',
      mode: 'post-load',
      command: ['sh', '-c', 'echo "ERROR no such table" >&2; exit 4'],
    })
    const execution = await engine.perform(await engine.pipeline({ name: 'elt', transform: 'broken' }))
    expect(execution).toMatchObject({
      status: 'failed',
      errorMessage: 'broken exited with code 4: no such table',
      stateAfter: { bookmarks: { people: { id: 3 } } },
    })
    expect(execution.steps.map(({ status }) => status).slice(1)).toEqual(['success', 'success', 'failed'])
  })

  it('a mapper that dies ends the others', async () => {
    await engine.plugin({
      name: 'dying',
      type: 'transformer',
      mode: 'in-flight',
      command: ['sh', '-c', 'exit 9'],
    })
    const execution = await engine.perform(
      await engine.pipeline({
        name: 'etl',
        extractor: await misbehaving('extractor', stub('tap.mjs', { endless: true })),
        mappers: ['dying'],
      }),
    )
    expect(execution.errorMessage).toMatch(/^dying exited with code 9/)
  })
})

describe('a fault before the start', () => {
  it.each([
    ['an unknown plugin', { extractor: 'tap-unknown' }, /No extractor is named "tap-unknown"/],
    [
      'a reference that leads nowhere',
      { config: { tap: { host: '$NO_SUCH_VARIABLE' } } },
      /setting host of tap.*NO_SUCH_VARIABLE/,
    ],
    [
      'a file that is not there',
      { config: { tap: { key: 'file:/no/such/key.pem' } } },
      /setting key of tap cannot be used: no file/,
    ],
    [
      'a selection that is no list',
      { config: { tap: { _select: 'people' } } },
      /_select of tap must be a list/,
    ],
  ])('%s fails with a clear reason', async (name, body, message) => {
    const execution = await engine.perform(await engine.pipeline({ name, ...body }))
    expect(execution).toMatchObject({ status: 'failed', outcome: 'errored' })
    expect(execution.errorMessage).toMatch(message)
  })

  it('a required setting without a value is named', async () => {
    await engine.plugin({
      name: 'needy',
      type: 'extractor',
      command: ['true'],
      settingDefinitions: [{ name: 'host', required: true, label: 'Host' }],
    })
    const execution = await engine.perform(await engine.pipeline({ name: 'needy', extractor: 'needy' }))
    expect(execution.errorMessage).toMatch(/^needy needs a value for the setting Host \(host\)/)
  })
})

it('nothing private is left behind', () => {
  expect(privateFolders(engine.dataDir)).toEqual([])
})
