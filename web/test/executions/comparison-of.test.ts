import { expect, test } from 'vitest'

import { comparisonOf } from '#web/features/executions/list/comparison-of.ts'

import { execution } from '../support/builders.ts'

const early = execution({ id: 'early', queuedAt: '2026-11-23T10:00:00Z' })
const late = execution({ id: 'late', queuedAt: '2026-11-23T11:00:00Z' })
const other = execution({ id: 'other', pipelineId: 'p2', queuedAt: '2026-11-23T12:00:00Z' })
const listed = [late, other, early]

test('two executions are compared, the later one beside the earlier', () => {
  expect(comparisonOf(listed, ['late', 'early'])).toEqual({
    earlier: 'early',
    later: 'late',
    samePipeline: true,
  })
  expect(comparisonOf(listed, ['early', 'other'])).toMatchObject({ later: 'other', samePipeline: false })
})

test('one or three are not', () => {
  expect(comparisonOf(listed, ['late'])).toBeNull()
  expect(comparisonOf(listed, ['late', 'early', 'other'])).toBeNull()
})
