import { describe, expect, it } from 'vitest'

import {
  addStep,
  connectSteps,
  moveMapper,
  removeStep,
  stepFor,
} from '#web/features/pipelines/builder/edit/edit-steps.ts'
import { edgesOf, placesOf, stepsOf, type DrawnParts } from '#web/features/pipelines/builder/steps.ts'

const PARTS: DrawnParts = {
  extractor: 'tap-a',
  mappers: [
    { id: '1', reference: 'map-one' },
    { id: '2', reference: 'transformer:map-two:x' },
    { id: '3', reference: 'map-three' },
  ],
  loader: 'target',
  transform: 'dbt:build',
}
const ALONE = { before: null, following: [] }
const newId = () => 'new'
const order = (changes: object | null) =>
  changes !== null && 'mappers' in changes
    ? (changes.mappers as { id: string }[]).map(({ id }) => id).join('')
    : changes

describe('the drawing of a document', () => {
  it('has a step for each filled place, and one line from each to the next', () => {
    const steps = stepsOf(PARTS, {
      before: { id: 'p', name: 'first' },
      following: [
        { id: 'x', name: 'report' },
        { id: 'y', name: 'export' },
      ],
    })
    expect(steps.map(({ id, name, command }) => [id, name, command])).toEqual([
      ['before', 'first', ''],
      ['extractor', 'tap-a', ''],
      ['mapper 1', 'map-one', ''],
      ['mapper 2', 'map-two', 'x'],
      ['mapper 3', 'map-three', ''],
      ['loader', 'target', ''],
      ['transform', 'dbt', 'build'],
      ['following x', 'report', ''],
      ['following y', 'export', ''],
    ])
    expect(edgesOf(steps).map(({ source, target, dashed }) => [source, target, dashed])).toEqual([
      ['before', 'extractor', true],
      ['extractor', 'mapper 1', false],
      ['mapper 1', 'mapper 2', false],
      ['mapper 2', 'mapper 3', false],
      ['mapper 3', 'loader', false],
      ['loader', 'transform', false],
      ['transform', 'following x', true],
      ['transform', 'following y', true],
    ])
    const places = [...placesOf(steps).values()].map(({ x, y }) => `${x} ${y}`)
    expect(new Set(places).size).toBe(steps.length)
  })

  it('of an empty document is empty', () => {
    const none = { extractor: '', mappers: [], loader: '', transform: '' }
    expect(stepsOf(none, ALONE)).toEqual([])
  })
})

describe('adding a step', () => {
  it('puts a mapper last, or where it was dropped', () => {
    expect(addStep(PARTS, 'mapper', 'm', newId)).toMatchObject({ step: 'mapper new' })
    const orderAt = (place?: number) => {
      const added = addStep(PARTS, 'mapper', 'm', newId, place)
      return 'changes' in added ? order(added.changes) : added.refusal
    }
    expect(orderAt()).toBe('123new')
    expect(orderAt(1)).toBe('1new23')
  })

  it('fills an empty place, and refuses a second extractor, loader and transform by name', () => {
    expect(addStep({ ...PARTS, loader: '' }, 'loader', 'target-b', newId)).toEqual({
      changes: { loader: 'target-b' },
      step: 'loader',
    })
    expect(addStep(PARTS, 'extractor', 'tap-b', newId)).toEqual({
      refusal: 'A pipeline has only one extractor. Remove tap-a first.',
    })
    expect(addStep(PARTS, 'transform', 'dbt', newId)).toHaveProperty('refusal')
  })

  it('refuses more mappers than a pipeline can have', () => {
    const mappers = Array.from({ length: 20 }, (_, index) => ({ id: String(index), reference: 'm' }))
    expect(addStep({ ...PARTS, mappers }, 'mapper', 'm', newId)).toHaveProperty('refusal')
  })

  it('knows which step a plugin can be', () => {
    expect(stepFor({ type: 'transformer', mode: 'in-flight' })).toBe('mapper')
    expect(stepFor({ type: 'transformer', mode: 'post-load' })).toBe('transform')
    expect(stepFor({ type: 'orchestrator', mode: null })).toBeNull()
  })
})

describe('removing and moving', () => {
  it('removes any step of the document', () => {
    expect(order(removeStep(PARTS, 'mapper 2'))).toBe('13')
    expect(removeStep(PARTS, 'extractor')).toEqual({ extractor: '' })
    expect(removeStep(PARTS, 'before')).toEqual({ after: null, afterName: '' })
    expect(removeStep(PARTS, 'following x')).toBeNull()
  })

  it('moves a mapper within the bounds', () => {
    expect(order(moveMapper(PARTS, 'mapper 1', 2))).toBe('231')
    expect(order(moveMapper(PARTS, 'mapper 3', -1))).toBe('312')
    expect(moveMapper(PARTS, 'mapper 3', 9)).toBeNull()
    expect(moveMapper(PARTS, 'extractor', 1)).toBeNull()
  })
})

describe('a line from one step to another', () => {
  const change = (source: string, target: string, parts = PARTS) => {
    const found = connectSteps(parts, source, target)
    return 'refusal' in found ? found.refusal : order(found.changes)
  }

  it('moves a mapper right after the source', () => {
    expect(change('extractor', 'mapper 3')).toBe('312')
    expect(change('mapper 1', 'mapper 3')).toBe('132')
    expect(change('mapper 3', 'mapper 1')).toBe('231')
    expect(change('mapper 1', 'loader')).toBe('231')
  })

  it('that already exists changes nothing', () => {
    expect(change('extractor', 'mapper 1')).toBeNull()
    expect(change('mapper 1', 'mapper 2')).toBeNull()
    expect(change('mapper 3', 'loader')).toBeNull()
    expect(change('loader', 'transform')).toBeNull()
    expect(change('before', 'extractor')).toBeNull()
    expect(change('extractor', 'loader', { ...PARTS, mappers: [] })).toBeNull()
  })

  it.each([
    ['extractor', 'extractor', /itself/],
    ['loader', 'extractor', /comes first/],
    ['loader', 'mapper 1', /before they are loaded/],
    ['before', 'mapper 1', /leads to the extractor/],
    ['extractor', 'loader', /mappers first/],
    ['transform', 'loader', /after the loader/],
    ['extractor', 'transform', /from the loader/],
    ['mapper 1', 'transform', /from the loader/],
    ['extractor', 'following x', /last step/],
    ['following x', 'extractor', /another pipeline/],
    ['loader', 'before', /another pipeline/],
  ])('from %s to %s is refused with the reason', (source, target, reason) => {
    expect(change(source, target)).toMatch(reason)
  })
})
