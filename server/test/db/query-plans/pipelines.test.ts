import {
  PIPELINE_SORTS,
  type PipelineListQuery,
  type PipelineSort,
} from '@flx/shared/pipelines/pipeline-list'
import { describe, expect, it } from 'vitest'

import { at, newId, pipelineQuery } from '../../support/records.ts'
import { plansOf, SLOW } from './plans-of.ts'

it('the timeline of a pipeline and its series read the rows of that pipeline only', async () => {
  const id = newId()
  const cursor = Buffer.from(JSON.stringify(['-at', at(9), newId()])).toString('base64url')
  const plans = await plansOf(async ({ timeline, statistics }) => {
    await timeline.list(id, { limit: 20 })
    await timeline.list(id, { limit: 20, cursor })
    await statistics.pipelinePeriods(id, [{ from: Date.parse(at(0)), to: Date.parse(at(86_400)) }])
  })
  expect(plans.length).toBeGreaterThan(4)
  expect(plans.filter((detail) => SLOW.test(detail) || !detail.includes('SEARCH'))).toEqual([])
})

describe('with a million executions, nothing slows down', () => {
  const pipelineId = newId()
  // Others scan all pipelines, which are few compared with their executions: missing values come last.
  const sorted = ['-staleAt', '-nextDueAt', '-successRate', 'p95', '-budgetLeft']
  const indexed = PIPELINE_SORTS.filter((sort) => !/worst|owner/.test(sort) && !sorted.includes(sort))
  it.each(indexed)('the list of pipelines by %s', async (sort) => {
    const plans = await plansOf((stores) => stores.pipelines.list(pipelineQuery({ sort })))
    expect(plans.join('\n')).toMatch(/USING INDEX pipeline_by_/)
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
  })

  it.each(sorted)('pipelines are sorted by %s without reading their rows', async (sort) => {
    const plans = await plansOf((stores) =>
      stores.pipelines.list(pipelineQuery({ sort: sort as PipelineSort })),
    )
    expect(plans.filter((detail) => /SCAN pipeline(?! USING COVERING)/.test(detail))).toEqual([])
  })

  it('the worst pipelines are sorted without reading their rows', async () => {
    const plans = await plansOf((stores) =>
      stores.pipelines.list(pipelineQuery({ sort: 'worst', extractor: 'tap-stub', freshness: 'past' })),
    )
    expect(plans.filter((detail) => /SCAN pipeline(?! USING COVERING)/.test(detail))).toEqual([])
    const trends = await plansOf((stores) => stores.pipelines.durationTrends([pipelineId]))
    expect(trends.join('\n')).toMatch(/COVERING INDEX execution_pipeline_status/)
  })

  it.each<Partial<PipelineListQuery>>([
    { lastStatus: ['running'] },
    { status: 'inactive' },
    { type: 'elt' },
    { extractor: 'tap-stub' },
    { template: newId() },
    { budget: 'spent' },
    { budget: 'left', type: 'el' },
    { budget: 'none' },
    { search: 'orders' },
    { tag: 'critical', loader: 'target-stub' },
  ])('pipelines are counted without reading their rows: %o', async (filter) => {
    const plans = await plansOf((stores) => stores.pipelines.list(pipelineQuery(filter)))
    const scans = plans.filter((detail) => /SCAN (pipeline|searched)\b/.test(detail))
    // The page itself is read in the order of its index, which knows the matches.
    const unordered = scans.filter((detail) => !/USING (COVERING INDEX|INDEX pipeline_by_)/.test(detail))
    expect(unordered).toEqual([])
    expect(plans.join('\n')).toMatch(/COVERING INDEX/)
  })

  it('bulk actions, saved views and tags', async () => {
    const plans = await plansOf(async ({ bulks, pipelines, objectives, usual }) => {
      await bulks.interruptAll(at(0))
      await bulks.waiting(newId(), 200)
      await bulks.items(newId(), { limit: 20 })
      await bulks.items(newId(), { limit: 20, outcome: 'failed' })
      await bulks.changed(newId())
      await pipelines.matching({}, 10_001)
      await pipelines.matching({ status: 'archived' }, 10_001)
      await pipelines.list(pipelineQuery({ status: 'archived' }))
      await pipelines.tags(500)
      await pipelines.owners(500)
      await pipelines.freshness(at(0))
      await pipelines.stale(at(0), 10)
      await objectives.atRisk(at(0), newId(), 100)
      await objectives.keepBudgets(at(0), 100)
      await usual.successes(newId(), [{ from: 0, to: 3_600_000 }], 3_600_000)
      await usual.last(newId(), 50)
      await usual.running(at(0), 200)
    })
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
    const own = await plansOf(async ({ views }) => void (await views.visibleTo(newId(), 'pipelines', 500)))
    expect(own.filter((detail) => /SCAN/.test(detail))).toEqual([])
  })
})
