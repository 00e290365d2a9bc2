import { expect, it } from 'vitest'

import { serverForFile } from '../../support/server-for-file.ts'
import { countStatements } from '../../support/database/statements.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'

const LIMIT = 15

// What takes executions and performs them has statements of its own.
const { server, editor } = await serverForFile(['editor'], {
  env: { FLX_ROLES: 'web,scheduler' },
  stubPlugins: true,
})

/** Resolves when all that a request woke has ended: everything it does follows without waiting for anything else. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

it('executing a pipeline takes few statements, with all that it wakes', async () => {
  const { id } = await createStubPipeline(editor)
  // A worker of another process is free: nothing has to be explained.
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
  // Shows all of them when they are too many.
  expect(statements.texts.slice(LIMIT)).toEqual([])
})
