import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { countStatements } from '../../support/database/statements.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const LIMIT = 15

// The worker that takes and executes executions has its own statements.
const { server, editor } = await serverForFile(['editor'], {
  env: { FLX_ROLES: 'web,scheduler' },
  stubPlugins: true,
  postgres: null,
})

/** Resolves when everything a request woke has ended: all of it follows without waiting for anything else. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

it('executing a pipeline takes few statements, including all that it wakes', async () => {
  const { id } = await createStubPipeline(editor)
  // A worker of another process is free: nothing needs an explanation.
  await server.running.context.nodes.join({
    ...{ name: 'w1', startId: 's1', version: '1.0.0', roles: ['worker'], labels: [], host: 'h1', pid: 1 },
    ...{ concurrency: 5, isReserved: false },
  })
  await quiet()
  using statements = countStatements()
  const { status } = await editor.post(`/api/pipelines/${id}/execute`, {})
  await quiet()
  expect(status).toBe(202)
  expect(statements.texts.length).toBeGreaterThan(0)
  // Shows all of them when there are too many.
  expect(statements.texts.slice(LIMIT)).toEqual([])
})
