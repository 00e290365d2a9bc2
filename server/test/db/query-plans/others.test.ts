import type { AuditQuery } from '@flx/shared/access/audit'
import { CAUSE_SORTS, causeListQuerySchema } from '@flx/shared/failures/failure-cause'
import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'
import { describe, expect, it } from 'vitest'

import { limitsOf } from '../../../src/domain/operations/retention.ts'
import { at, newId } from '../../support/records.ts'
import { plansOf, SLOW } from './plans-of.ts'

const causeCursor = () =>
  Buffer.from(JSON.stringify(['-affected', '2', '3', at(0), newId()])).toString('base64url')

it.each<Partial<AuditQuery>>([
  {},
  { entityType: 'pipeline' },
  { entityType: 'pipeline', entityId: newId() },
  { actor: newId() },
  { action: 'update' },
  { from: at(0), to: at(60) },
])('the audit log is read in index order: %o', async (filter) => {
  const plans = await plansOf((stores) => stores.audit.list({ limit: 20, ...filter }))
  expect(plans.join('\n')).toMatch(/USING (COVERING )?INDEX audit_entry_/)
  expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
})

it('dashboards are read by owner, and tag figures from the rollups of its pipelines', async () => {
  const plans = await plansOf(async ({ dashboards, statistics }) => {
    await dashboards.visibleTo(newId(), 100)
    await dashboards.find(newId())
    await dashboards.findDeleted(newId(), at(0))
    await dashboards.deletedSince(at(0), { ownerId: newId(), shared: false }, 100)
    await dashboards.deletedSince(at(0), { ownerId: newId(), shared: true }, 100)
    const deleted = newId()
    await dashboards.create(
      {
        ...{ id: deleted, name: 'Nights', sharing: 'read', widgets: [], owner: { id: newId(), name: 'Ada' } },
        ...{ version: 1, createdAt: at(0), updatedAt: at(0) },
      },
      9,
    )
    await dashboards.remove(deleted, { at: at(60), forgetBefore: at(0) })
    await dashboards.restore(deleted, 9)
    await statistics.taggedPeriods('critical', [{ from: Date.parse(at(0)), to: Date.parse(at(86_400)) }])
  })
  expect(plans.join('\n')).toMatch(/INDEX dashboard_owner/)
  expect(plans.join('\n')).toMatch(/SEARCH pipeline_rollup USING/)
  expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
})

it('durations of a tag are index ranges, one for each of its pipelines', async () => {
  const hour = (from: number) => ({ from: Date.parse(at(from)), to: Date.parse(at(from + 3600)) })
  const plans = await plansOf(({ statistics }) =>
    statistics.taggedDurations('critical', [hour(0), hour(3600)], { pipelines: 9, executions: 9 }),
  )
  expect(plans.join('\n')).toMatch(
    /SEARCH bucket USING INDEX \S+ \(pipeline_id=\? AND bucket_at>\? AND bucket_at<\?\)/,
  )
  // Its groups are the slots of the periods.
  expect(plans.filter((detail) => SLOW.test(detail))).toEqual(['USE TEMP B-TREE FOR GROUP BY'])
})

it('the wall takes one step through an index per pipeline', async () => {
  const plans = await plansOf(async ({ statistics }) => {
    await statistics.successDurations([newId(), newId()])
    await statistics.healthAt(at(0), 100)
  })
  const ofExecutions = plans.filter((detail) => /execution/.test(detail))
  expect(ofExecutions.length).toBeGreaterThan(2)
  expect(ofExecutions.filter((detail) => SLOW.test(detail) || !detail.includes('USING INDEX'))).toEqual([])
})

describe('with a million executions, nothing slows down', () => {
  it('causes of failures, their pipelines and their triggers', async () => {
    const lists = await plansOf(async ({ failures }) => {
      for (const sort of CAUSE_SORTS) await failures.list(causeListQuerySchema.parse({ sort }))
      await failures.list(causeListQuerySchema.parse({ state: 'open', cursor: causeCursor() }))
    })
    expect(lists.filter((detail) => SLOW.test(detail))).toEqual([])
    expect(lists.join('\n')).toMatch(/INDEX failure_cause_(affected|last_seen|first_seen|failures)/)
    const others = await plansOf(async ({ failures }) => {
      await failures.counts()
      await failures.failingPipelines(10_000)
      await failures.failedSince(at(0))
      await failures.causeOf(newId())
      await failures.pipelines(newId(), { limit: 50 })
      await failures.failingExecutions(newId(), 100)
      await failures.plugins(500)
      await failures.recover({ pipelineId: newId(), at: at(0), attempt: 1 }, 1)
    })
    // Its partial index holds only what is failing now.
    const scans = others.filter((detail) =>
      /SCAN (?!.*(COVERING INDEX|_failing)|failing|failed)/.test(detail),
    )
    expect(scans).toEqual([])
    const filtered = await plansOf(async ({ failures }) => {
      await failures.list(causeListQuerySchema.parse({ tag: 'critical', plugin: 'tap-shop' }))
    })
    expect(
      filtered.filter((detail) => /SCAN (execution|pipeline|failure_cause_pipeline)/.test(detail)),
    ).toEqual([])
    const searched = await plansOf(async ({ failures }) => {
      await failures.list(causeListQuerySchema.parse({ search: 'orders' }))
    })
    expect(
      searched.filter((detail) => /SCAN (execution|pipeline|failure_cause_pipeline)(?! USING)/.test(detail)),
    ).toEqual([])
    expect(searched.join('\n')).toMatch(/pipeline_search\b[^]*pipeline_search_archived/)
  })

  it('templates, their uses and their pipelines', async () => {
    const plans = await plansOf(async ({ templates, pipelines }) => {
      await templates.uses()
      await templates.versions(newId(), 50)
      await templates.find(newId())
      await pipelines.ofTemplate(newId(), '', 200)
    })
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
    expect(plans.filter((detail) => /INDEX pipeline_template/.test(detail))).toHaveLength(2)
  })

  it('a step of the lineage, whatever the number of flows', async () => {
    const plans = await plansOf(async ({ lineage, retention }) => {
      const ids = [newId(), newId()]
      for (const moment of [null, at(0)]) {
        await lineage.flowsAt('from', ids, { moment, limit: 100 })
        await lineage.flowsAt('to', ids, { moment, limit: 100 })
        await lineage.linksOf(ids, { moment, limit: 100 })
        await lineage.linksAt('to', ids, { moment, limit: 100 })
        await lineage.flowsBetween(ids, { moment, limit: 100 })
      }
      await lineage.writers(ids)
      await lineage.columns(ids)
      await lineage.datasets(ids)
      await lineage.pipelines(ids)
      const limits = limitsOf(
        { ...DEFAULT_RETENTION, executionDays: 7, executionsPerPipeline: 5 },
        new Date(),
      )
      await retention.sweep('lineage', limits, '', 10)
    })
    expect(plans.length).toBeGreaterThan(10)
    expect(plans.filter((detail) => /SCAN/.test(detail))).toEqual([])
    expect(plans.join('\n')).toContain('dataset_flow_past')
  })

  it('the figures of the fleet', async () => {
    const plans = await plansOf(async ({ statistics }) => {
      const period = { from: Date.parse(at(0)), to: Date.parse(at(86_400)) }
      await statistics.periods([period, { from: period.from + 900_000, to: period.to }])
      await statistics.allTime()
      await statistics.firstDay()
      await statistics.pipelineCounts()
      await statistics.running()
      await statistics.hasSampleHistory()
      await statistics.pending()
      await statistics.unfinishedIn(period)
      await statistics.recentFailures(period, 10)
      await statistics.recentFailures(null, 10)
    })
    expect(plans.length).toBeGreaterThan(8)
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
    expect(plans.filter((detail) => /SCAN (?!pipeline USING COVERING)/.test(detail))).toEqual([])
  })

  it('a ranking, which reads its window and nothing else', async () => {
    const plans = await plansOf(({ statistics }) =>
      statistics.rankings({ from: Date.parse(at(0)), to: Date.parse(at(86_400)) }, { top: 5, atLeast: 5 }),
    )
    const window = plans.filter((detail) => /pipeline_rollup/.test(detail))
    expect(window.length).toBeGreaterThan(0)
    const outside = window.filter((detail) => !/PRIMARY KEY \(span_hours=\? AND bucket_at>/.test(detail))
    expect(outside).toEqual([])
  })
})
