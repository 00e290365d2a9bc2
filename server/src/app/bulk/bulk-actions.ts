import { formatNumber } from '@flx/shared/core/quantities'
import type { Bulk, BulkKind, BulkQuery, BulkReport } from '@flx/shared/bulk'
import type { Json } from '@flx/shared/json/json'
import { BULK_CAP, REPORTED_FAILURES } from '@flx/shared/bulk'

import type { BulkRecord, WaitingItem } from '../../domain/bulk/bulk-store.ts'
import type { JobQueue } from '../../domain/core/jobs.ts'
import { AppError, conflict, messageOf, notFound } from '../../domain/core/errors.ts'
import type { BulkFilters, BulkOperation, BulkTarget, BulkTargets } from './bulk-targets.ts'
import { nowText, type Requester } from '../core/context.ts'
import { performBulk, type BulkContext as Context } from './perform-bulk.ts'
import { requireRole } from '../access/require-role.ts'

/**
 * Actions on many items at once. The items are fixed on acceptance and processed in the background, one after
 * the other.
 */
export interface BulkActions extends AsyncDisposable {
  /** Throws AppError `forbidden` if the action needs a higher role, and `invalid` if there are too many items. */
  accept<Kind extends keyof BulkFilters>(
    kind: Kind,
    request: { action: string; ids?: string[] | undefined; filter?: BulkFilters[Kind] | undefined },
    requester: Requester,
  ): Promise<{ bulkId: string }>
  /** Accepts items that are not chosen by IDs or a filter, with a request that applies to all of them. */
  acceptItems(
    kind: keyof BulkFilters,
    action: string,
    items: readonly Pick<WaitingItem, 'id' | 'name'>[],
    request: Json,
    requester: Requester,
  ): Promise<{ bulkId: string }>
  report(id: string, query: BulkQuery): Promise<BulkReport>
  /** Stops before the next item. Throws AppError `conflict` if the bulk has ended. */
  cancel(id: string, requester: Requester): Promise<Bulk>
  /** Reverses the changes of an ended bulk as a new bulk. */
  undo(id: string, requester: Requester): Promise<{ bulkId: string }>
  /** Resolves when no bulk accepted here is running. */
  idle(): Promise<void>
}

/** Maximum number of bulks that one server runs at a time when jobs distribute them. */
const AT_ONCE = 4
const MAX_ACCEPTED = 100
const DAY_MS = 86_400_000
/** Days that reports are kept. */
const RETENTION_DAYS = 30

/**
 * Creates the bulk actions. Without `jobs`, bulks left by an earlier server are marked as interrupted, and
 * disposing interrupts running ones. With `jobs`, they are left to another server instead; a server that
 * `performs` takes over what others left.
 */
export async function createBulkActions(
  context: Context,
  targets: BulkTargets,
  { jobs, performs = true }: { jobs?: JobQueue | undefined; performs?: boolean } = {},
): Promise<BulkActions> {
  if (jobs === undefined) await context.bulks.interruptAll(nowText(context))
  const inProgress = new Set<Promise<void>>()
  /** Bulks accepted here, by ID, until they have run. */
  const accepted = new Map<string, PromiseWithResolvers<void>>()
  const stop = new AbortController()

  function settle(bulkId: string): void {
    accepted.get(bulkId)?.resolve()
    accepted.delete(bulkId)
  }

  function track(work: Promise<void>): Promise<void> {
    inProgress.add(work)
    const forget = (): void => void inProgress.delete(work)
    work.then(forget, forget)
    return work
  }

  const targetsByKind: Partial<Record<BulkKind, BulkTarget<never>>> = targets
  const operationOf = (kind: BulkKind, action: string): BulkOperation | undefined =>
    targetsByKind[kind]?.operations[action]

  const present = (record: BulkRecord): Bulk => {
    const undo = operationOf(record.kind, record.action)?.undo ?? null
    const changed = record.done - record.unchanged - record.failed
    return { ...record, undo: record.status !== 'running' && changed > 0 ? undo : null }
  }

  async function begin(
    kind: BulkKind,
    action: string,
    requester: Requester,
    choose: () => Promise<readonly Pick<WaitingItem, 'id' | 'name'>[]>,
    request: Json = null,
  ): Promise<{ bulkId: string }> {
    const operation = operationOf(kind, action)
    if (operation === undefined) throw new AppError('invalid', `Cannot ${action} ${kind}: unknown action.`)
    requireRole(requester, operation.role, `The bulk action "${action}"`)
    if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
    const items = await choose()
    if (items.length > BULK_CAP) throw tooMany(kind)
    const bulk: BulkRecord = {
      id: context.newId(),
      kind,
      action,
      status: 'running',
      total: items.length,
      done: 0,
      unchanged: 0,
      failed: 0,
      cancelRequestedAt: null,
      createdBy: { id: requester.actor.id, name: requester.actor.name },
      createdAt: nowText(context),
      finishedAt: null,
    }
    const keepFrom = new Date(context.clock.now().getTime() - RETENTION_DAYS * DAY_MS).toISOString()
    if (jobs !== undefined) {
      accepted.set(bulk.id, Promise.withResolvers())
      // Bulks that another server runs are not waited for.
      const [oldest] = accepted.keys()
      if (accepted.size > MAX_ACCEPTED && oldest !== undefined) settle(oldest)
      // The same transaction adds its job. The previous version reads the requester as `asker`.
      const resumption = { asker: { ...requester }, request } as unknown as Json
      await context.bulks.create(bulk, items, keepFrom, resumption).catch((error: unknown) => {
        settle(bulk.id)
        throw error
      })
      jobs.wake()
      return { bulkId: bulk.id }
    }
    await context.bulks.create(bulk, items, keepFrom)
    const run = { requester, request, performer: null, stop: stop.signal }
    const work = performBulk(context, bulk.id, operation, run).catch((error: unknown) => {
      // It stays "running" until the next start marks it as interrupted.
      context.log.error({ bulkId: bulk.id, error: messageOf(error) }, 'A bulk action stopped unexpectedly')
    })
    void track(work)
    return { bulkId: bulk.id }
  }

  /** Runs the rest of a bulk, whichever server started it. */
  async function proceed(bulkId: string, signal: AbortSignal): Promise<void> {
    const performer = context.newId()
    using _settled = { [Symbol.dispose]: () => settle(bulkId) }
    const found = await context.bulks.takeOver(bulkId, performer)
    if (found === undefined) return
    const operation = operationOf(found.record.kind, found.record.action)
    if (operation === undefined) return context.bulks.end(bulkId, 'interrupted', nowText(context))
    // As stored by `begin`.
    const { asker: requester, request } = found.resumption as unknown as { asker: Requester; request: Json }
    await performBulk(context, bulkId, operation, { requester, request, performer, stop: signal })
    // Let this or another server start the rest again.
    signal.throwIfAborted()
  }
  const jobWorker = performs
    ? await jobs?.perform('bulk', AT_ONCE, ({ bulkId }, signal) => track(proceed(bulkId, signal)))
    : undefined

  return {
    accept(kind, { action, ids, filter }, requester) {
      const target: BulkTarget<BulkFilters[typeof kind]> = targets[kind]
      return begin(kind, action, requester, async () => {
        if (filter !== undefined) return target.matching(filter, BULK_CAP + 1, action)
        const uniqueIds = [...new Set(ids)]
        const names = await target.names(uniqueIds)
        // A missing item fails on its own, with a message.
        return uniqueIds.map((id) => ({ id, name: names.get(id) ?? id }))
      })
    },

    acceptItems: (kind, action, items, request, requester) =>
      begin(kind, action, requester, () => Promise.resolve(items), request),

    async report(id, query) {
      const record = await find(context, id)
      const page = await context.bulks.items(id, query)
      const failures =
        record.failed === 0
          ? []
          : (await context.bulks.items(id, { limit: REPORTED_FAILURES, outcome: 'failed' })).items
      return { ...present(record), failures, ...page }
    },

    async cancel(id, requester) {
      const record = await find(context, id)
      const operation = operationOf(record.kind, record.action)
      if (operation !== undefined)
        requireRole(requester, operation.role, `Stopping the bulk action "${record.action}"`)
      const result = await context.bulks.requestCancel(id, nowText(context))
      if (result === 'ended') throw conflict('Cannot stop this bulk action: it has already ended.')
      return present(await find(context, id))
    },

    async undo(id, requester) {
      const { undo, status, kind } = present(await find(context, id))
      if (status === 'running') throw conflict('Cannot undo this bulk action: it has not ended yet.')
      if (undo === null) throw conflict('Cannot undo this bulk action: there is nothing to undo.')
      return begin(kind, undo, requester, () => context.bulks.changed(id))
    },

    async idle() {
      await Promise.all(Array.from(accepted.values(), ({ promise }) => promise))
      await Promise.all(inProgress)
    },

    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The server was shut down in the meantime. Try again.'))
      await jobWorker?.[Symbol.asyncDispose]()
      await Promise.allSettled(inProgress)
    },
  }
}

async function find(context: Context, id: string): Promise<BulkRecord> {
  const record = await context.bulks.find(id)
  if (record === undefined) throw notFound('bulk action', id)
  return record
}

function tooMany(kind: BulkKind): AppError {
  const message = `More than ${formatNumber(BULK_CAP)} ${kind} match. Narrow the filter and do it in several steps.`
  return new AppError('invalid', message, { fields: [{ path: 'filter', message }] })
}
