import { expect, it } from 'vitest'

import { EnvironmentProblem } from '../../src/domain/plugins/environments.ts'
import { program, startEngine } from './support/engine.ts'

/** An engine whose worker could not build the environment of `tap` at first, while others might have it or not. */
async function startFailing(canAnotherWorkerBuild: boolean) {
  const engine = await startEngine()
  await engine.plugin({ name: 'tap', type: 'extractor', pipUrl: 'tap-x', executable: 'tap-x' })
  await engine.plugin({ name: 'target', type: 'loader', command: program('target.mjs') })
  const start = engine.context.installer.start.bind(engine.context.installer)
  engine.context.installer.start = (plugin, parent) =>
    plugin.name === 'tap'
      ? Promise.resolve({ command: program('tap.mjs'), virtualEnvironment: null })
      : start(plugin, parent)
  const failing = { times: 1 }
  engine.context.environments = {
    ensure: ({ id, name }, options) => {
      if (name !== 'tap') return Promise.resolve()
      if (failing.times-- > 0) {
        return Promise.reject(new EnvironmentProblem('Worker test could not build tap: no compiler.', id))
      }
      options?.onNote?.('Worker test builds tap as it was installed.')
      return Promise.resolve()
    },
    canAnotherWorkerBuild: () => Promise.resolve(canAnotherWorkerBuild),
  }
  return engine
}

it('an execution whose environment cannot be built is handed back, and continues elsewhere', async () => {
  await using engine = await startFailing(true)
  const pipeline = await engine.pipeline({ name: 'handed' })
  const execution = await engine.perform(pipeline)
  expect(execution).toMatchObject({ status: 'success', errorMessage: null, attempt: 1 })
  const log = await engine.log(execution.id)
  expect(log.map(({ line }) => line)).toEqual(log.map((_, index) => index + 1))
  const texts = log.map(({ text }) => text)
  const handedBack = texts.indexOf('Another worker may have what this one lacks: the execution waits for it.')
  expect(handedBack).toBeGreaterThan(0)
  expect(texts[handedBack - 1]).toBe('Worker test could not build tap: no compiler.')
  expect(texts.indexOf('Worker test builds tap as it was installed.')).toBeGreaterThan(handedBack)
})

it('an execution whose environment no worker can build fails with the reason', async () => {
  await using engine = await startFailing(false)
  const pipeline = await engine.pipeline({ name: 'nobody' })
  expect(await engine.perform(pipeline)).toMatchObject({
    status: 'failed',
    errorMessage: 'Worker test could not build tap: no compiler.',
  })
})
