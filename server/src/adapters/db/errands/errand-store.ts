import { sql } from 'kysely'

import {
  WITHOUT_SETTINGS,
  type Errand,
  type ErrandKind,
  type ErrandNeeds,
  type ErrandStore,
} from '../../../domain/errands/errand-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'

import type { ErrandRow } from '../core/schema.ts'
import { fitsErrand, fitsLabels, takesWork } from '../nodes/placement.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { Writer } from '../core/writer.ts'

/** An upper bound; the product is designed for a thousand workers. */
const MAX_WORKERS = 2000

/** Stores errands between nodes; requests and answers are sealed. */
export function createErrandStore(writer: Writer, secretBox: SecretBox): ErrandStore {
  const { db } = writer
  const errand = (row: ErrandRow): Errand => ({
    id: row.id,
    // Only this adapter writes the column, from the same union.
    kind: row.kind as ErrandKind,
    subject: row.subject,
    // A damaged request is refused by the worker that would do it.
    request: rowReader('errand', row.id).sealedObject('request', row.request, secretBox),
  })
  return {
    async add({ id, kind, subject, request }, { pipelineId, labels }, at) {
      const sealed = secretBox.seal(toJson(request))
      const values = { id, kind, subject, pipeline_id: pipelineId, request: sealed, asked_at: at }
      const needs = [...new Set(labels)].map((label) => ({ errand_id: id, label }))
      await writer.change(async (trx) => {
        await trx
          .insertInto('errand')
          .values({
            ...values,
            ...{ status: 'pending', node: null, token: null, lease_expires_at: null, answer: null },
            cancelled: 0,
          })
          .execute()
        if (needs.length > 0) await trx.insertInto('errand_label').values(needs).execute()
      })
    },

    async find(id) {
      const row = await db.selectFrom('errand').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) return undefined
      return {
        status: row.status as 'pending' | 'running' | 'ended',
        node: row.node,
        leaseExpiresAt: row.lease_expires_at,
        answer:
          row.answer === null ? null : rowReader('errand', id).sealedObject('answer', row.answer, secretBox),
      }
    },

    async cancel(id) {
      await writer.change(async (trx) => {
        await trx.deleteFrom('errand').where('id', '=', id).where('status', '!=', 'running').execute()
        await trx.updateTable('errand').set({ cancelled: 1 }).where('id', '=', id).execute()
      })
    },

    async remove(id) {
      await writer.change((trx) => trx.deleteFrom('errand').where('id', '=', id).execute())
    },

    async claim({ node, token, leaseExpiresAt }, requestedAfter, exclusion) {
      return writer.change(async (trx) => {
        const row = await trx
          .updateTable('errand')
          .set({ status: 'running', node, token, lease_expires_at: leaseExpiresAt })
          .where('status', '=', 'pending')
          .where('id', '=', (query) => {
            const oldest = query
              .selectFrom('errand')
              .select('id')
              .where('status', '=', 'pending')
              .where('asked_at', '>', requestedAfter)
              .where(takesWork(node))
              .where((or) => or.or([or('kind', 'in', WITHOUT_SETTINGS), fitsErrand(node)]))
              .$if(exclusion !== undefined, (subquery) =>
                subquery.where((or) =>
                  or.or([
                    or('kind', 'not in', exclusion?.kinds ?? []),
                    or('asked_at', '<=', exclusion?.requestedAfter ?? ''),
                  ]),
                ),
              )
              .orderBy('asked_at')
              .orderBy('id')
              .limit(1)
            return writer.dialect === 'postgres' ? oldest.forUpdate().skipLocked() : oldest
          })
          .returningAll()
          .executeTakeFirst()
        return row === undefined ? undefined : errand(row)
      })
    },

    async renew(id, token, leaseExpiresAt) {
      return writer.change(async (trx) => {
        const row = await trx
          .updateTable('errand')
          .set({ lease_expires_at: leaseExpiresAt })
          .where('id', '=', id)
          .where('status', '=', 'running')
          .where('token', '=', token)
          .returning('cancelled')
          .executeTakeFirst()
        if (row === undefined) return 'lost'
        return row.cancelled === 1 ? 'cancelled' : 'held'
      })
    },

    async finish(id, token, answer) {
      await writer.change(async (trx) => {
        const claimed = trx.updateTable('errand').where('id', '=', id).where('token', '=', token)
        await claimed
          .set({ status: 'ended', lease_expires_at: null, answer: secretBox.seal(toJson(answer)) })
          .where('status', '=', 'running')
          .execute()
        await trx
          .deleteFrom('errand')
          .where('id', '=', id)
          .where('status', '=', 'ended')
          .where('cancelled', '=', 1)
          .execute()
      })
    },

    async fits(node, needs) {
      const required = await labelsOf(needs)
      const { rows } = await sql`select 1 where ${fitsLabels(node, required)}`.execute(db)
      return rows.length > 0
    },

    labelsOf,

    async obstacles(kind, needs) {
      const isUnrestricted = WITHOUT_SETTINGS.includes(kind)
      const required = isUnrestricted ? [] : await labelsOf(needs)
      const workers = await db
        .selectFrom('node')
        .select(['name', 'state', 'reserved', 'drain_asked_at'])
        .where('concurrency', '>', 0)
        .where('state', 'in', ['up', 'stopping'])
        .orderBy('name')
        .limit(MAX_WORKERS)
        .execute()
      const labels = await db
        .selectFrom('node_label')
        .selectAll()
        .where('label', 'in', ['', ...required])
        .execute()
      const workerLabels = new Set(labels.map(({ node, label }) => JSON.stringify([node, label])))
      const found = workers.map((worker) => ({
        worker: worker.name,
        lacks: required.filter((label) => !workerLabels.has(JSON.stringify([worker.name, label]))),
        isReserved: worker.reserved === 1 && required.length === 0 && !isUnrestricted,
        isDraining: worker.state !== 'up' || worker.drain_asked_at !== null,
      }))
      const isFree = found.some(
        (obstacle) => obstacle.lacks.length === 0 && !obstacle.isReserved && !obstacle.isDraining,
      )
      return isFree ? null : found
    },

    async removeOld(before) {
      await writer.change((trx) => trx.deleteFrom('errand').where('asked_at', '<', before).execute())
    },
  }

  async function labelsOf({ pipelineId, labels }: ErrandNeeds): Promise<string[]> {
    if (pipelineId === null) return [...new Set(labels)].toSorted()
    const rows = await db
      .selectFrom('pipeline_label')
      .select('label')
      .where('pipeline_id', '=', pipelineId)
      .execute()
    return [...new Set([...rows.map(({ label }) => label), ...labels])].toSorted()
  }
}
