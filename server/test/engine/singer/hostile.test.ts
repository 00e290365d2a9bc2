import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { isAlive } from '../../process/support/pipe.ts'
import { startEngine, stub, type TestEngine } from '../support/engine.ts'

let engine: TestEngine
beforeAll(async () => {
  engine = await startEngine({ graceMs: 300, concurrency: 2 })
  await engine.plugin({ name: 'target', type: 'loader', command: stub('target.mjs', { lastState: 1 }) })
})
// Fails when a process is left running.
afterAll(() => engine[Symbol.asyncDispose]())

const SCHEMA = `printf '{"type":"SCHEMA","stream":"s","schema":{},"key_properties":[]}\\n'`
const RECORD = `printf '{"type":"RECORD","stream":"s","record":{"id":1}}\\n'`

let count = 0
async function registered(type: 'extractor' | 'loader', script: string): Promise<string> {
  count += 1
  const name = `${type}-${count}`
  await engine.plugin({
    name,
    type,
    command: ['sh', '-c', script],
    capabilities: type === 'extractor' ? ['state'] : [],
  })
  return name
}
const withTap = async (script: string) =>
  engine.pipeline({ name: `tap ${count}`, extractor: await registered('extractor', script) })

async function cancelled(id: string) {
  await engine.context.executions.requestCancel(id, engine.context.clock.now().toISOString())
  engine.work.cancelRequested(id)
  return engine.ended(id)
}

describe('an extractor', () => {
  it.each([
    // Invalid UTF-8, NUL and control characters, which the stored message must survive.
    ['garbage', `printf '\\377\\376\\000\\001 garbage \\033[31m\\n'`, /extractor-\d+ .*line 1.*garbage/],
    ['a message of no type', `${SCHEMA}; printf '{"record":{}}\\n'`, /extractor-\d+ .*line 2/],
    ['half a message', `${SCHEMA}; printf '{"type":"RECORD"\\n'`, /extractor-\d+ .*line 2/],
  ])('that writes %s fails, naming the line', async (_, script, message) => {
    const execution = await engine.perform(await withTap(script))
    expect(execution).toMatchObject({ status: 'failed', recordsProcessed: 0 })
    expect(execution.errorMessage).toMatch(message)
    expect((await engine.log(execution.id)).at(-1)?.text).toContain('The execution failed')
  })

  it('can have torn characters in a record, which pass unchanged', async () => {
    const execution = await engine.perform(
      await withTap(`${SCHEMA}; printf '{"type":"RECORD","stream":"s","record":{"t":"\\377"}}\\n'`),
    )
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 1 })
  })

  it('without any output succeeds with no record', async () => {
    expect(await engine.perform(await withTap('exit 0'))).toMatchObject({
      status: 'success',
      recordsProcessed: 0,
    })
  })

  it('that the kernel kills for lack of memory fails, naming the signal', async () => {
    const execution = await engine.perform(await withTap(`${SCHEMA}; ${RECORD}; kill -9 $$`))
    expect(execution).toMatchObject({ status: 'failed', recordsProcessed: 1 })
    expect(execution.errorMessage).toMatch(/extractor-\d+ was .*SIGKILL/)
    expect(execution.steps[1]).toMatchObject({ status: 'failed', signal: 'SIGKILL' })
  })

  it('that leaves a twice-forked process that ignores signals has it killed', async () => {
    const daemon = `setsid sh -c 'trap "" TERM; exec 0<&- 1>&- 2>&-; while :; do sleep 1; done' & echo "child $!" >&2`
    const execution = await engine.perform(await withTap(`(${daemon}); ${SCHEMA}; ${RECORD}`))
    expect(execution).toMatchObject({ status: 'success', recordsProcessed: 1 })
    const log = (await engine.log(execution.id)).map(({ text }) => text).join('\n')
    expect(isAlive(Number(/child (\d+)/.exec(log)?.[1]))).toBe(false)
  })

  it('that closes its output but lives on can be cancelled', async () => {
    const id = await engine.execute(await withTap(`${SCHEMA}; exec 1>&-; echo deaf >&2; sleep 600`))
    await engine.logged(id, 'deaf')
    await engine.until(id, ({ steps }) => steps[2]?.status === 'success')
    expect((await cancelled(id)).status).toBe('cancelled')
  })

  it('that hangs in its discovery can be cancelled, and nothing is loaded', async () => {
    const name = await registered('extractor', 'echo looking >&2; trap "" TERM; while :; do sleep 1; done')
    const stored = (await engine.context.plugins.findByName(name))[0]
    if (stored === undefined) throw new Error('It is gone.')
    await engine.context.plugins.update(
      { ...stored, capabilities: ['discover', 'catalog'], revision: stored.revision + 1 },
      stored.revision,
    )
    const id = await engine.execute(await engine.pipeline({ name: 'looking', extractor: name }))
    await engine.logged(id, 'looking')
    const { steps, status: end } = await cancelled(id)
    expect(end).toBe('cancelled')
    expect(steps.map(({ status }) => status)).toEqual(['cancelled', 'skipped', 'skipped'])
  })
})

describe('a loader', () => {
  const withLoader = async (script: string) =>
    engine.pipeline({
      name: `loader ${count}`,
      extractor: await registered('extractor', `${SCHEMA}; yes '{"type":"RECORD","stream":"s","record":{}}'`),
      loader: await registered('loader', script),
    })

  it('that stops reading can be cancelled', async () => {
    const id = await engine.execute(await withLoader('head -c 1000 >&2; echo full >&2; sleep 600'))
    await engine.logged(id, 'full')
    expect((await cancelled(id)).status).toBe('cancelled')
  })

  it('that closes its input and lives on fails the execution after the grace period', async () => {
    const execution = await engine.perform(await withLoader('exec 0<&-; sleep 600'))
    expect(execution.status).toBe('failed')
    expect(execution.errorMessage).toMatch(/loader-\d+ /)
  })

  it('that writes 200,000 states has the last one saved, in few writes', async () => {
    const loader = await registered(
      'loader',
      `cat > /dev/null; seq 1 200000 | sed 's/.*/{"n": &}/'; echo nonsense`,
    )
    const extractor = await registered('extractor', `${SCHEMA}; ${RECORD}`)
    const pipeline = await engine.pipeline({ name: 'states', extractor, loader })
    const execution = await engine.perform(pipeline)
    expect(execution).toMatchObject({ status: 'success', stateAfter: { n: 200_000 } })
    expect(await engine.context.states.versions(pipeline.id, 10)).toHaveLength(1)
    expect((await engine.log(execution.id)).map(({ text }) => text)).toContain('nonsense')
  })
})

it('a transform can be cancelled; the load stays done', async () => {
  await engine.plugin({
    name: 'stubborn',
    type: 'transformer',
    mode: 'post-load',
    command: ['sh', '-c', 'trap "" TERM; echo transforming; while :; do sleep 1; done'],
  })
  const extractor = await registered('extractor', `${SCHEMA}; ${RECORD}`)
  const loader = await registered('loader', `cat > /dev/null; echo '{"n": 1}'`)
  const id = await engine.execute(
    await engine.pipeline({ name: 'elt', extractor, loader, transform: 'stubborn' }),
  )
  await engine.logged(id, 'transforming')
  const { steps, status: end, recordsProcessed, stateAfter } = await cancelled(id)
  expect(end).toBe('cancelled')
  expect(steps.map(({ status }) => status).slice(1)).toEqual(['success', 'success', 'cancelled'])
  expect({ recordsProcessed, stateAfter }).toEqual({ recordsProcessed: 1, stateAfter: { n: 1 } })
})
