import { gunzipSync, gzipSync } from 'node:zlib'

import type { TransformNode } from '@flx/shared/executions/transform-node'

import type { Lease } from '../../../domain/executions/execution-store.ts'
import type { TransformStore } from '../../../domain/executions/transform-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { Writer } from '../core/writer.ts'
import { holdsLeaseExclusive } from '../core/lease-guard.ts'

/** Stores the parts of transforms. Results are compressed, then sealed: a database's messages can contain any value. */
export function createTransformStore(writer: Writer, secretBox: SecretBox): TransformStore {
  const { db, dialect } = writer

  /** Writes the row of a running execution whose lease is held. */
  const save = (lease: Lease, values: Partial<{ nodes: string; total: number; results: string }>) =>
    writer.change(async (trx) => {
      if (!(await holdsLeaseExclusive(trx, dialect, lease))) return false
      await trx
        .insertInto('transform_part')
        .values({ execution_id: lease.executionId, nodes: '[]', total: 0, ...values })
        .onConflict((conflict) => conflict.column('execution_id').doUpdateSet(values))
        .execute()
      return true
    })

  return {
    saveNodes: (lease, { nodes, total }) => save(lease, { nodes: toJson(nodes), total }),

    saveResults: (lease, results) =>
      save(lease, { results: secretBox.seal(gzipSync(results).toString('base64')) }),

    async parts(executionId) {
      const row = await db
        .selectFrom('transform_part')
        .select(['nodes', 'total', ({ eb }) => eb('results', 'is not', null).as('kept')])
        .where('execution_id', '=', executionId)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const nodes = rowReader('transform_part', executionId).array<TransformNode>(
        'nodes',
        row.nodes,
        'object',
      )
      return { nodes, total: row.total, resumable: Boolean(row.kept) }
    },

    async results(executionId) {
      const row = await db
        .selectFrom('transform_part')
        .select('results')
        .where('execution_id', '=', executionId)
        .executeTakeFirst()
      if (row === undefined || row.results === null) return undefined
      const read = rowReader('transform_part', executionId)
      const opened = read.open('results', row.results, secretBox)
      if (opened === undefined) return undefined
      try {
        return gunzipSync(Buffer.from(opened, 'base64')).toString('utf8')
      } catch {
        read.report('results', 'It cannot be unpacked.')
        return undefined
      }
    },
  }
}
