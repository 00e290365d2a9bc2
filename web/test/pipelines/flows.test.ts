import type { Flow } from '@flx/shared/pipelines/flows'
import { describe, expect, it } from 'vitest'

import { flowGraph, flowRows, fitInOneGraph } from '#web/features/pipelines/flows/flow-graph.ts'

const flow = (predecessors: Record<string, string | null>): Flow => ({
  id: 'a',
  size: Object.keys(predecessors).length,
  ...{ failed: 0, running: 0 },
  pipelines: Object.entries(predecessors).map(([id, before]) => ({
    ...{ id, name: id, after: before, isActive: true, loadedAt: null, staleAt: null },
    ...{ status: id === 'c' ? ('running' as const) : null, lastExecutionId: null },
  })),
})

describe('a chain of pipelines', () => {
  it('has a line from each shown pipeline to those that start after it', () => {
    const { nodes, edges } = flowGraph([flow({ a: null, b: 'a', c: 'b', d: 'elsewhere' })])
    expect(nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
    expect(edges).toEqual([
      { id: 'a > b', source: 'a', target: 'b', running: false },
      { id: 'b > c', source: 'b', target: 'c', running: true },
    ])
  })

  it('is a list in which each is below the one it starts after', () => {
    const rows = flowRows(flow({ a: null, b: 'a', c: 'a', d: 'b' }))
    expect(rows.map(({ pipeline, depth }) => `${pipeline.id}${depth}`)).toEqual(['a0', 'b1', 'd2', 'c1'])
  })

  it('is in a picture of at most 300 pipelines', () => {
    const large = flow(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, null])))
    expect(fitInOneGraph([large, large, flow({ a: null })])).toHaveLength(1)
    expect(fitInOneGraph([large, flow({ a: null })])).toHaveLength(2)
  })
})
