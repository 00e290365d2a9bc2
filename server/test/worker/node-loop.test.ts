import { LOST_SECONDS } from '@flx/shared/nodes/node'
import { expect, it } from 'vitest'

import { createLog } from '../../src/core/log.ts'
import type { NodeStore } from '../../src/domain/nodes/node-store.ts'
import { startNodeLoop } from '../../src/worker/node-loop.ts'

/** A server whose signs reach the database only while it is reachable. Signs are sent by hand. */
async function startedNode() {
  let seconds = 100
  let isReachable = true
  const nodes = {
    join: () => Promise.resolve(),
    heartbeat: () =>
      isReachable
        ? Promise.resolve({ before: 'up', now: 'up' })
        : Promise.reject(new Error('The database is away.')),
    markLost: () => Promise.resolve([]),
    leave: () => Promise.resolve(),
  } as unknown as NodeStore
  const loop = await startNodeLoop({
    nodes,
    log: createLog('silent'),
    steady: { now: () => new Date(seconds * 1000) },
    measureClock: () => Promise.resolve(0),
    node: {} as never,
    executing: () => 0,
    signMs: 3_600_000,
  })
  return {
    loop,
    after: (passed: number) => void (seconds += passed),
    reach: (reachable: boolean) => void (isReachable = reachable),
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  }
}

it('while the database is away the silence of others means nothing', async () => {
  await using node = await startedNode()
  node.after(5)
  await node.loop.sign()
  expect(node.loop.isSteady(LOST_SECONDS)).toBe(true)
  node.reach(false)
  node.after(60)
  await expect(node.loop.sign()).rejects.toThrow('away')
  expect(node.loop.isSteady(LOST_SECONDS)).toBe(false)
})

it('after a gap the others get their time to report', async () => {
  await using node = await startedNode()
  node.after(60)
  await node.loop.sign()
  expect(node.loop.isSteady(LOST_SECONDS)).toBe(false)
  for (let passed = 0; passed < LOST_SECONDS; passed += 5) {
    node.after(5)
    await node.loop.sign()
  }
  expect(node.loop.isSteady(LOST_SECONDS)).toBe(true)
})
