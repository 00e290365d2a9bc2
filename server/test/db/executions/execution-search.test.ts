import { expect, it } from 'vitest'

import { sql } from 'kysely'

import type { ExecutionListQuery } from '@flx/shared/executions/execution'

import type { Stores } from '../../../src/adapters/db/create-stores.ts'
import { describeDialects } from '../../support/database.ts'
import {
  at,
  endedExecution,
  executionQuery,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

/** IDs on every page of a query, and the number of pages. */
async function paged(stores: Stores, query: Partial<ExecutionListQuery>) {
  const ids: string[] = []
  let pages = 0
  let cursor: string | undefined
  do {
    const page = await stores.executions.list(executionQuery({ ...query, cursor }))
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
    pages += 1
  } while (cursor !== undefined)
  return { ids, pages }
}

describeDialects('the search of executions', (open) => {
  it('finds text in pipeline name and error message, ignoring case, in pages in order', async () => {
    await using test = await open()
    const { stores } = test
    const sales = await storedPipeline(stores, { name: 'Zürich Sales' })
    const stock = await storedPipeline(stores, { name: 'stock' })
    const failed = { status: 'failed', outcome: 'errored' } as const
    const bad = await endedExecution(stores, sales, {
      seconds: 0,
      ...failed,
      errorMessage: '401 Unauthorized: 100% of "zürich" refused',
    })
    const gone = await endedExecution(stores, stock, {
      seconds: 10,
      ...failed,
      errorMessage: "Certificate_has expired; o'clock \\ zürich",
    })
    const good = await endedExecution(stores, sales, { seconds: 20 })
    const { executionId: running } = await startedExecution(stores, stock, { seconds: 30, trigger: 'api' })
    const ids = async (search: string, others: Partial<ExecutionListQuery> = {}) => {
      const { items, total } = await stores.executions.list(executionQuery({ search, ...others }))
      expect(total).toBe(items.length)
      const one = await paged(stores, { search, limit: 1, ...others })
      expect(one.ids).toEqual(items.map(({ id }) => id))
      return one.ids
    }
    expect(await ids('zürich')).toEqual([good, gone, bad])
    expect(await ids('ZÜRICH sales')).toEqual([good, bad])
    expect(await ids('STOCK')).toEqual([running, gone])
    expect(await ids('unauthorized')).toEqual([bad])
    expect(await ids('certificate_HAS')).toEqual([gone])
    expect(await ids("o'clock \\")).toEqual([gone])
    expect(await ids('100%')).toEqual([bad])
    expect(await ids('"zürich"')).toEqual([bad])
    expect(await ids('%%%')).toEqual([])
    expect(await ids("'; drop table execution; --")).toEqual([])
    expect(await ids('a\0b c')).toEqual([])
    expect(await ids('40')).toEqual([bad])
    expect(await ids('st')).toEqual([running, gone])
    expect(await ids('%')).toEqual([bad])
    expect(await ids('zürich', { sort: 'queuedAt' })).toEqual([bad, gone, good])
    expect(await ids('zürich', { status: ['failed'] })).toEqual([gone, bad])
    expect(await ids('zürich', { pipelineId: sales.id })).toEqual([good, bad])
    expect(await ids('stock', { trigger: 'api' })).toEqual([running])
    expect(await ids('zürich', { from: at(5), to: at(15) })).toEqual([gone])
    expect(await ids('   ')).toHaveLength(4)
    expect(await stores.executions.matching({ search: 'zürich', status: ['failed'] }, 10)).toEqual([
      { id: gone, name: 'stock' },
      { id: bad, name: 'Zürich Sales' },
    ])
  })

  it('uses the name under which a pipeline was executed, and forgets what is removed', async () => {
    await using test = await open()
    const { stores, database } = test
    const pipeline = await storedPipeline(stores, { name: 'before' })
    const early = await endedExecution(stores, pipeline, { status: 'failed', errorMessage: 'no such host' })
    const late = await endedExecution(stores, { ...pipeline, name: 'after' }, { seconds: 60 })
    expect((await paged(stores, { search: 'before' })).ids).toEqual([early])
    expect((await paged(stores, { search: 'after' })).ids).toEqual([late])
    await sql`delete from execution where id = ${early}`.execute(database.db)
    expect((await paged(stores, { search: 'such host' })).ids).toEqual([])
  })

  it('reads a bounded part of a long history at once, and continues from there', async () => {
    await using test = await open()
    const { stores, database } = test
    const pipeline = await storedPipeline(stores, { name: 'long' })
    const old = await endedExecution(stores, pipeline, { status: 'failed', errorMessage: 'Qu' })
    const row = `id, pipeline_id, pipeline_name, status, trigger_kind, full_refresh, attempt, queued_at,
      records_processed, error_lines, steps, streams, log_lines, state_before, state_after, resolved_config`
    // Newer ones, created by the database: through the store they would take minutes.
    await sql`
      insert into execution (${sql.raw(row)})
      with recursive number (n) as (select 1 union all select n + 1 from number where n < 25000)
      select 'copy-' || n, pipeline_id, pipeline_name, 'success', trigger_kind, full_refresh, attempt,
        '2026-11-24T08:00:00.000Z', records_processed, error_lines, steps, streams, log_lines, state_before,
        state_after, resolved_config
      from number cross join execution where execution.id = ${old}`.execute(database.db)
    const { items, nextCursor, total, searchedTo } = await stores.executions.list(
      executionQuery({ search: 'qu' }),
    )
    expect(items).toEqual([])
    expect(nextCursor).not.toBeNull()
    expect(total).toEqual({ atLeast: 0 })
    expect(searchedTo).toBe('2026-11-24T08:00:00.000Z')
    expect(await paged(stores, { search: 'qu' })).toEqual({ ids: [old], pages: 9 })
    // A query that an index answers takes one fetch.
    expect((await paged(stores, { search: 'long', limit: 200, status: ['failed'] })).pages).toBe(1)
    expect((await stores.executions.list(executionQuery({ status: ['success', 'failed'] }))).total).toEqual({
      atLeast: 10_000,
    })
  })
})
