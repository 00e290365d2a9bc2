import { sql } from 'kysely'
import type { TransformNode } from '@flx/shared/executions/transform-node'
import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { aResult, at, startedExecution, storedPipeline } from '../../support/records.ts'

const node: TransformNode = {
  id: 'model.shop.orders',
  kind: 'model',
  name: 'orders',
  description: 'Orders of the shop.',
  status: 'running',
  startedAt: at(1),
  seconds: null,
  rows: null,
  message: 'a \0 character that PostgreSQL refuses',
}

describeDialects('the parts of a transform', (open) => {
  it('are updated as they run, and keep results sealed and compressed', async () => {
    await using test = await open()
    const { transforms, executions } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    expect(await transforms.parts(lease.executionId)).toBeUndefined()
    expect(await transforms.results(lease.executionId)).toBeUndefined()
    expect(await transforms.saveNodes(lease, { nodes: [node], total: 4 })).toBe(true)
    expect(await transforms.parts(lease.executionId)).toEqual({
      nodes: [node],
      total: 4,
      resumable: false,
    })
    const results = JSON.stringify({ results: Array.from({ length: 500 }, () => 'a marked word') })
    expect(await transforms.saveResults(lease, results)).toBe(true)
    const done = { ...node, message: null, status: 'success' as const, seconds: 2, rows: 9 }
    expect(await transforms.saveNodes(lease, { nodes: [done], total: 1 })).toBe(true)
    expect(await transforms.parts(lease.executionId)).toEqual({ nodes: [done], total: 1, resumable: true })
    expect(await transforms.results(lease.executionId)).toBe(results)
    const { rows } = await sql<{ results: string }>`select results from transform_part`.execute(
      test.database.db,
    )
    expect(rows[0]?.results).not.toContain('marked')
    expect(rows[0]?.results.length).toBeLessThan(1000)
    await executions.finish(lease, aResult(), at(9))
    expect(await transforms.parts(lease.executionId)).toMatchObject({ total: 1 })
  })

  it('are written only by the worker that holds the execution, and are removed with it', async () => {
    await using test = await open()
    const { transforms, executions } = test.stores
    const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
    const stranger = { ...lease, token: 'another' }
    expect(await transforms.saveNodes(stranger, { nodes: [node], total: 1 })).toBe(false)
    expect(await transforms.saveResults(stranger, '{}')).toBe(false)
    await transforms.saveNodes(lease, { nodes: [node], total: 1 })
    await executions.finish(lease, aResult(), at(9))
    expect(await transforms.saveNodes(lease, { nodes: [], total: 0 })).toBe(false)
    await test.database.db.deleteFrom('execution').where('id', '=', lease.executionId).execute()
    expect(await transforms.parts(lease.executionId)).toBeUndefined()
  })
})
