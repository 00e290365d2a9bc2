import { CompiledQuery, type KyselyPlugin, type RootOperationNode } from 'kysely'
import { expect, it, describe } from 'vitest'

import type { AuditQuery } from '@flx/shared/access/audit'
import type { ExecutionListQuery } from '@flx/shared/executions/execution'
import { CAUSE_SORTS, causeListQuerySchema } from '@flx/shared/failures/failure-cause'
import { DEFAULT_RETENTION } from '@flx/shared/operations/retention'
import {
  PIPELINE_SORTS,
  type PipelineListQuery,
  type PipelineSort,
} from '@flx/shared/pipelines/pipeline-list'

import { createStores, type Stores } from '../../../src/adapters/db/create-stores.ts'
import { migrate } from '../../../src/adapters/db/operations/migrate.ts'
import { openSqlite } from '../../../src/adapters/db/core/open-database.ts'
import { limitsOf } from '../../../src/domain/operations/retention.ts'
import { createSecretBox } from '../../../src/adapters/secrets/secret-box.ts'
import { at, executionQuery, newId, pipelineQuery } from '../../support/records.ts'

/** How SQLite goes about the queries that some work of the stores makes. */
async function plansOf(work: (stores: Stores) => Promise<unknown>): Promise<string[]> {
  await using database = openSqlite(':memory:')
  await migrate(database)
  const seen: RootOperationNode[] = []
  const watch: KyselyPlugin = {
    transformQuery: ({ node }) => (seen.push(node), node),
    transformResult: ({ result }) => Promise.resolve(result),
  }
  const secretBox = createSecretBox({ bytes: Buffer.alloc(32, 7), file: 'test.key' })
  await work(
    createStores(
      { ...database, db: database.db.withPlugin(watch) },
      { secretBox, clock: { now: () => new Date(at(0)) } },
    ),
  )
  const plans: string[] = []
  for (const node of seen) {
    const { sql, parameters } = database.db.getExecutor().compileQuery(node, { queryId: '' })
    if (!/execution|pipeline|bulk|saved_view|audit_entry|failure_cause|dataset/.test(sql)) continue
    const { rows } = await database.db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]),
    )
    plans.push(...rows.map((row) => row.detail))
  }
  return plans
}

const causeCursor = () =>
  Buffer.from(JSON.stringify(['-affected', '2', '3', at(0), newId()])).toString('base64url')

const SLOW =
  /SCAN (execution|pipeline|bulk|bulk_item|saved_view|audit_entry)(?! USING)|TEMP B-TREE FOR|AUTOMATIC/

it.each<Partial<AuditQuery>>([
  {},
  { entityType: 'pipeline' },
  { entityType: 'pipeline', entityId: newId() },
  { actor: newId() },
  { action: 'update' },
  { from: at(0), to: at(60) },
])('the audit log is read in the order of an index: %o', async (filter) => {
  const plans = await plansOf((stores) => stores.audit.list({ limit: 20, ...filter }))
  expect(plans.join('\n')).toMatch(/USING (COVERING )?INDEX audit_entry_/)
  expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
})

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

it('the wall takes one step through an index per pipeline', async () => {
  const plans = await plansOf(async ({ statistics }) => {
    await statistics.successDurations([newId(), newId()])
    await statistics.healthAt(at(0), 100)
  })
  const ofExecutions = plans.filter((detail) => /execution/.test(detail))
  expect(ofExecutions.length).toBeGreaterThan(2)
  expect(ofExecutions.filter((detail) => SLOW.test(detail) || !detail.includes('USING INDEX'))).toEqual([])
})

describe('a million executions are no matter to', () => {
  const pipelineId = newId()
  it.each<[string, Partial<ExecutionListQuery>]>([
    ['the list', {}],
    ['the oldest first', { sort: 'queuedAt' }],
    ['a status', { status: ['failed'] }],
    ['a pipeline', { pipelineId }],
    ['a pipeline and a status', { pipelineId, status: ['success'] }],
    ['several statuses', { status: ['failed', 'cancelled'] }],
    ['a trigger', { trigger: 'schedule' }],
    ['a trigger and a status', { trigger: 'api', status: ['failed'] }],
    ['a trigger of full refreshes', { trigger: 'api', fullRefresh: true }],
    ['incremental', { fullRefresh: false }],
    ['too few records', { shortfall: ['empty'] }],
    ['a search', { search: 'certificate' }],
    ['a search and a status', { search: 'certificate', status: ['failed'] }],
    ['a short search', { search: 'no' }],
    ['a search in a pipeline', { search: 'certificate', pipelineId }],
    ['full refreshes', { fullRefresh: true }],
    ['a day', { from: at(0), to: at(86_400) }],
  ])('the list of executions: %s', async (_, filter) => {
    const first = await plansOf((stores) => stores.executions.list(executionQuery(filter)))
    const sort = filter.sort ?? '-queuedAt'
    const cursor = Buffer.from(JSON.stringify([sort, at(9), newId()])).toString('base64url')
    const next = await plansOf((stores) => stores.executions.list(executionQuery({ ...filter, cursor })))
    expect(first.join('\n')).toMatch(/USING (COVERING )?INDEX execution_/)
    expect([...first, ...next].filter((detail) => SLOW.test(detail))).toEqual([])
    // The next page begins at its place in the index, not at its beginning.
    for (const detail of next
      .filter((one) => /(SEARCH|SCAN) execution/.test(one) && !/id=\?|error_seq=/.test(one))
      .slice(0, 1)) {
      expect(detail).toMatch(/SEARCH execution USING (COVERING )?INDEX \w+ \(.*\(queued_at,id\)[<>]/)
    }
  })

  it.each<Partial<ExecutionListQuery>>([
    { sort: '-duration' },
    { sort: 'records' },
    { sort: '-records', status: ['failed'], pipelineId },
    { sort: '-duration', search: 'certificate' },
  ])('the list of executions by size: %o', async (filter) => {
    const cursor = Buffer.from(JSON.stringify([filter.sort, '5', newId()])).toString('base64url')
    const plans = await plansOf(async ({ executions }) => {
      await executions.list(executionQuery(filter))
      await executions.list(executionQuery({ ...filter, cursor }))
    })
    // What few match is sorted after it was found; the table itself is never read whole.
    expect(plans.filter((detail) => /SCAN execution(?! USING)|AUTOMATIC/.test(detail))).toEqual([])
  })

  it('the calendar and comparisons of executions', async () => {
    const periods = [{ from: Date.parse(at(0)), to: Date.parse(at(86_400)) }]
    const plans = await plansOf(async ({ executions }) => {
      await executions.calendar({}, periods)
      await executions.calendar({ pipelineId, status: ['failed', 'running'] }, periods)
      await executions.calendar({ trigger: 'api' }, periods)
      await executions.successBefore({ id: newId(), pipelineId, queuedAt: at(0) })
      await executions.names([newId()])
    })
    expect(plans.length).toBeGreaterThan(8)
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
  })

  // Others go over all pipelines, which are few beside their executions: what has no value is last.
  const sorted = ['-staleAt', '-nextDueAt', '-successRate', 'p95']
  const indexed = PIPELINE_SORTS.filter((sort) => !/worst|owner/.test(sort) && !sorted.includes(sort))
  it.each(indexed)('the list of pipelines by %s', async (sort) => {
    const plans = await plansOf((stores) => stores.pipelines.list(pipelineQuery({ sort })))
    expect(plans.join('\n')).toMatch(/USING INDEX pipeline_by_/)
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
  })

  it.each(sorted)('pipelines are put in order by %s without reading their rows', async (sort) => {
    const plans = await plansOf((stores) =>
      stores.pipelines.list(pipelineQuery({ sort: sort as PipelineSort })),
    )
    expect(plans.filter((detail) => /SCAN pipeline(?! USING COVERING)/.test(detail))).toEqual([])
  })

  it('the worst pipelines are put in order without reading their rows', async () => {
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
    { search: 'orders' },
    { tag: 'critical', loader: 'target-stub' },
  ])('pipelines are counted without reading their rows: %o', async (filter) => {
    const plans = await plansOf((stores) => stores.pipelines.list(pipelineQuery(filter)))
    const scans = plans.filter((detail) => /SCAN (pipeline|searched)\b/.test(detail))
    // The page itself is read in the order of its index, which tells what matches.
    const unordered = scans.filter((detail) => !/USING (COVERING INDEX|INDEX pipeline_by_)/.test(detail))
    expect(unordered).toEqual([])
    expect(plans.join('\n')).toMatch(/COVERING INDEX/)
  })

  it('bulk actions, saved views and tags', async () => {
    const plans = await plansOf(async ({ bulks, pipelines }) => {
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
    })
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
    const own = await plansOf(async ({ views }) => void (await views.visibleTo(newId(), 'pipelines', 500)))
    expect(own.filter((detail) => /SCAN/.test(detail))).toEqual([])
  })

  it('the strips, statistics and medians of pipelines, and what a worker takes next', async () => {
    const plans = await plansOf(async ({ pipelines, executions, schedules }) => {
      await pipelines.recentExecutions([newId(), newId(), newId()], 24)
      await pipelines.statistics(newId())
      await executions.medianSuccessSeconds(newId(), 10)
      await executions.unfinishedOf(newId())
      await executions.countByStatus('running')
      await executions.findAbandoned(new Date(at(0)), { allRunning: false })
      await executions.claim('worker', 'token', new Date(at(0)), 30)
      await executions.requestCancel(newId(), at(0))
      await executions.nextStart(new Date(at(0)))
      await executions.obstacles([newId(), newId()], new Date(at(0)), [newId(), newId()])
      await executions.attempts(newId())
      await executions.prioritise(newId(), 'high', { id: null, name: 'Ann' })
      await schedules.late(at(0), 100)
    })
    expect(plans.length).toBeGreaterThan(8)
    expect(plans.filter((detail) => SLOW.test(detail))).toEqual([])
    expect(plans.join('\n')).toMatch(
      /USING INDEX execution_turn[^]*plugin_limited[^]*execution_not_before[^]*USING COVERING INDEX execution_turn/,
    )
  })

  it('causes of failures, their pipelines and what set them off', async () => {
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
