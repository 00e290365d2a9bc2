import { expect, test } from 'vitest'

import type { Step } from '../src/executions/step.ts'
import { sharesOf, usualBottleneck } from '../src/pipelines/effort-trend.ts'

const step = (kind: Step['kind'], busy: number, plugin: string = kind) => ({
  kind,
  plugin,
  effort: { busy, points: [busy * 100], pointSeconds: 1, cpuSeconds: null, peakMemoryBytes: null },
})

test('each step has its share, and the busiest is the bottleneck from half of the time on', () => {
  expect(sharesOf([step('extract', 0.1), step('load', 0.83)])).toEqual({
    extract: 0.1,
    map: null,
    load: 0.83,
    bottleneck: 'load',
  })
  expect(sharesOf([step('extract', 0.4), step('load', 0.3)])?.bottleneck).toBeNull()
})

test('of several mappers the busiest one counts', () => {
  const steps = [step('extract', 0.1), step('map', 0.2, 'one'), step('map', 0.6, 'two'), step('load', 0.1)]
  expect(sharesOf(steps)).toMatchObject({ map: 0.6, bottleneck: 'map' })
})

test('an execution without measured programs has none', () => {
  expect(sharesOf([{ kind: 'extract', plugin: 'tap' }])).toBeNull()
})

test('the usual bottleneck is that of half of the executions', () => {
  const of = (...places: ('extract' | 'load' | null)[]) =>
    usualBottleneck(places.map((bottleneck) => ({ bottleneck })))
  expect(of('load', 'load', 'extract')).toEqual({ place: 'load', times: 2 })
  expect(of('load', null, null)).toBeNull()
  expect(of()).toBeNull()
})
