import { expect, test } from 'vitest'

import { bottleneckOf, busiestOf, busySteps } from '../src/executions/effort.ts'

const step = (kind: 'extract' | 'load', busy: number) => ({
  kind,
  plugin: kind === 'load' ? 'target' : 'tap',
  effort: { busy, points: [], pointSeconds: 1, cpuSeconds: null, peakMemoryBytes: null },
})

test('the bottleneck is the step that the others waited for most of the time', () => {
  expect(bottleneckOf([step('extract', 0.17), step('load', 0.83)])?.kind).toBe('load')
})

test('programs that took turns have no bottleneck, but a busiest one', () => {
  const steps = [step('extract', 0.45), step('load', 0.4)]
  expect(bottleneckOf(steps)).toBeUndefined()
  expect(busiestOf(steps)?.kind).toBe('extract')
})

test('unmeasured steps do not count', () => {
  const steps = [{ kind: 'extract' as const, plugin: 'tap' }]
  expect(busySteps(steps)).toEqual([])
  expect(busiestOf(steps)).toBeUndefined()
})
