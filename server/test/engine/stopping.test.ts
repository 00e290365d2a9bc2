import { expect, it, onTestFinished } from 'vitest'

import { isFinished } from '@flx/shared/executions/execution-status'

import { isAlive } from '../process/support/pipe.ts'
import { startEngine, stub, type TestEngine } from './support/engine.ts'

/** An engine with a tap and a target that behave as instructed. */
async function engineWith(
  tap: object,
  target: object = { lastState: { kept: true } },
  options: {
    graceMs?: number
    timeoutSeconds?: number
    silenceTimeoutSeconds?: number
    concurrency?: number
    renewMs?: number
  } = {},
) {
  const engine = await startEngine({ graceMs: 10_000, concurrency: 1, ...options })
  onTestFinished(() => engine[Symbol.asyncDispose]())
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: stub('tap.mjs', tap),
    capabilities: ['state'],
  })
  await engine.plugin({ name: 'target', type: 'loader', command: stub('target.mjs', target) })
  const pipeline = await engine.pipeline({
    timeoutSeconds: options.timeoutSeconds ?? null,
    silenceTimeoutSeconds: options.silenceTimeoutSeconds ?? null,
  })
  return { engine, pipeline }
}

async function cancel({ context, work }: TestEngine, id: string): Promise<void> {
  await context.executions.requestCancel(id, context.clock.now().toISOString())
  work.cancelRequested(id)
}

it('a cancelled execution is cancelled even if its processes exit with 0, and keeps the state', async () => {
  const { engine, pipeline } = await engineWith({ endless: true })
  const id = await engine.execute(pipeline)
  await engine.logged(id, 'listening')
  await cancel(engine, id)
  const execution = await engine.ended(id)
  expect(execution).toMatchObject({
    status: 'cancelled',
    outcome: 'cancelled',
    errorMessage: null,
    stateAfter: { kept: true },
  })
  expect(execution.steps.map(({ status }) => status)).toEqual(['skipped', 'cancelled', 'cancelled'])
})

it('a cancel whose signal was lost is found when the lease is renewed', async () => {
  const { engine, pipeline } = await engineWith({ endless: true }, {}, { renewMs: 100 })
  const id = await engine.execute(pipeline)
  await engine.logged(id, 'listening')
  await engine.context.executions.requestCancel(id, engine.context.clock.now().toISOString())
  expect((await engine.ended(id)).status).toBe('cancelled')
})

it.each(['group', 'setsid'])(
  'after the grace period a tap that ignores SIGTERM is killed with its child in its own %s',
  async (child) => {
    const { engine, pipeline } = await engineWith(
      { ignoreSigterm: true, hang: true, child },
      {},
      { graceMs: 300 },
    )
    const id = await engine.execute(pipeline)
    await engine.logged(id, 'hanging')
    const pid = Number(/child (\d+)/.exec((await engine.log(id)).map(({ text }) => text).join('\n'))?.[1])
    expect(isAlive(pid)).toBe(true)
    await cancel(engine, id)
    expect((await engine.ended(id)).status).toBe('cancelled')
    expect(isAlive(pid)).toBe(false)
  },
)

it('force ends a hanging process at once', async () => {
  const { engine, pipeline } = await engineWith(
    { ignoreSigterm: true, hang: true },
    { ignoreSigterm: true },
    { graceMs: 600_000 },
  )
  const id = await engine.execute(pipeline)
  await engine.logged(id, 'hanging')
  await cancel(engine, id)
  await engine.context.executions.requestForce(id, engine.context.clock.now().toISOString())
  engine.work.forceRequested(id)
  expect((await engine.ended(id)).status).toBe('cancelled')
})

it('an execution stops at the time limit of its pipeline and keeps the state', async () => {
  const { engine, pipeline } = await engineWith({ records: 3, hang: true }, undefined, { timeoutSeconds: 4 })
  expect(await engine.perform(pipeline)).toMatchObject({
    status: 'failed',
    outcome: 'timed-out',
    errorMessage: expect.stringContaining('time limit'),
    stateAfter: { kept: true },
  })
})

it('an execution that falls silent is stopped, fails and keeps the state', async () => {
  const { engine, pipeline } = await engineWith({ records: 3, hang: true }, undefined, {
    silenceTimeoutSeconds: 1,
  })
  expect(await engine.perform(pipeline)).toMatchObject({
    status: 'failed',
    outcome: 'timed-out',
    errorMessage: expect.stringContaining('silence limit'),
    stateAfter: { kept: true },
  })
})

it('a progress bar rewritten without a newline is a sign of life; its last form is the line', async () => {
  const engine = await startEngine({ concurrency: 1 })
  onTestFinished(() => engine[Symbol.asyncDispose]())
  const bar = `
    let percent = 0
    const timer = setInterval(() => {
      process.stderr.write('\\r' + (percent += 5) + '%')
      if (percent === 100) clearInterval(timer)
    }, 150)`
  await engine.plugin({
    name: 'tap',
    type: 'extractor',
    command: [process.execPath, '-e', bar, '--'],
    capabilities: ['state'],
  })
  await engine.plugin({ name: 'target', type: 'loader', command: stub('target.mjs') })
  const pipeline = await engine.pipeline({ silenceTimeoutSeconds: 1 })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({ status: 'success', errorMessage: null })
  const said = (await engine.log(execution.id)).filter(({ source }) => source === 'extractor')
  expect(said.map(({ text }) => text)).toEqual(['100%'])
})

it('a shutdown interrupts executions, leaves no process and starts nothing, not even a retry', async () => {
  const { engine } = await engineWith({ endless: true })
  const pipeline = await engine.pipeline({ name: 'tried again', retryAttempts: 1 })
  const other = await engine.pipeline({ name: 'waiting' })
  const id = await engine.execute(pipeline)
  await engine.logged(id, 'listening')
  const waiting = await engine.execute(other)
  await engine.worker[Symbol.asyncDispose]()
  expect(await engine.context.executions.find(id)).toMatchObject({
    status: 'failed',
    outcome: 'interrupted',
    errorMessage: expect.stringContaining('shut down'),
    stateAfter: { kept: true },
  })
  expect(await engine.context.starter.findSurvivors()).toEqual([])
  expect((await engine.context.executions.find(waiting))?.status).toBe('pending')
  const [next] = await engine.context.executions.unfinishedOf(pipeline.id)
  expect(next).toMatchObject({ status: 'pending', trigger: 'retry', attempt: 2, retryOf: id })
})

it('a worker that lost its execution stops its processes and writes nothing more', async () => {
  const { engine, pipeline } = await engineWith({ endless: true })
  const id = await engine.execute(pipeline)
  await engine.logged(id, 'listening')
  const running = await engine.context.executions.find(id)
  if (running === undefined) throw new Error('It is gone.')
  // As recovery does when the lease expired.
  await engine.context.executions.finishAbandoned(
    running,
    'taken away',
    engine.context.clock.now().toISOString(),
  )
  await engine.worker.idle()
  const execution = await engine.context.executions.find(id)
  expect(execution).toMatchObject({ status: 'failed', errorMessage: 'taken away', stateAfter: null })
  expect(await engine.context.starter.findSurvivors()).toEqual([])
})

it('no more executions run at once than there are slots; the others wait', async () => {
  const { engine } = await engineWith({ records: 5 }, {}, { concurrency: 2 })
  const ids: string[] = []
  let most = 0
  const stop = engine.context.hints.subscribe(() => undefined)
  for (let index = 0; index < 5; index += 1)
    ids.push(await engine.execute(await engine.pipeline({ name: `p${index}` })))
  for (const id of ids) {
    await engine.until(id, ({ status }) => isFinished(status))
    most = Math.max(most, await engine.context.executions.countByStatus('running'))
  }
  stop()
  expect(most).toBeLessThanOrEqual(2)
  for (const id of ids) expect((await engine.context.executions.find(id))?.status).toBe('success')
})
