import { describe, expect, it } from 'vitest'

import { listOf, relatedTo, stepFrom, type GraphEdge, type GraphNode } from '#web/parts/graph/graph.ts'

const node = (id: string): GraphNode => ({ id, name: `Node ${id}`, width: 10, height: 10, data: null })
const edge = (source: string, target: string): GraphEdge => ({ id: `${source} ${target}`, source, target })

const edges = [edge('a', 'b'), edge('a', 'c'), edge('b', 'd'), edge('x', 'y')]

describe('what is related to a node', () => {
  it('is everything before and after it, but not what merely shares a source', () => {
    expect(relatedTo('b', edges)).toEqual(new Set(['a', 'b', 'd']))
    expect(relatedTo('x', edges)).toEqual(new Set(['x', 'y']))
  })

  it('ends in a circle', () => {
    expect(relatedTo('a', [edge('a', 'b'), edge('b', 'a')])).toEqual(new Set(['a', 'b']))
  })
})

describe('a step by an arrow key', () => {
  const positions = new Map([
    ['a', { x: 0, y: 50 }],
    ['b', { x: 100, y: 0 }],
    ['c', { x: 100, y: 90 }],
    ['d', { x: 200, y: 0 }],
  ])
  const step = (from: string, to: Parameters<typeof stepFrom>[1]) => stepFrom(from, to, edges, positions)

  it('follows the edges, to the nearest of several', () => {
    expect(step('a', 'forward')).toBe('c')
    expect(step('d', 'back')).toBe('b')
    expect(step('d', 'forward')).toBeNull()
  })

  it('moves up and down in its column first', () => {
    expect(step('b', 'down')).toBe('c')
    expect(step('c', 'up')).toBe('b')
    expect(step('b', 'up')).toBeNull()
  })
})

describe('the list of a picture', () => {
  it('names each node after all that lead to it', () => {
    const list = listOf([node('d'), node('c'), node('b'), node('a')], edges.slice(0, 3))
    expect(list.map(({ node: { id } }) => id)).toEqual(['a', 'b', 'c', 'd'])
    expect(list[1]).toMatchObject({ before: ['Node a'], after: ['Node d'] })
  })

  it('omits no node of a circle, and survives a line to an unknown one', () => {
    const list = listOf([node('a'), node('b')], [edge('a', 'b'), edge('b', 'a'), edge('a', 'nowhere')])
    expect(list).toHaveLength(2)
  })
})
