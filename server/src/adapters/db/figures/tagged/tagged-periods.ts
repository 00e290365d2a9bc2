import type { Kysely } from 'kysely'

import type { PeriodSums, StatisticsStore } from '../../../../domain/figures/statistics-store.ts'
import { countsIn, SUM_COLUMNS, type Sums } from '../count-in.ts'
import type { Schema } from '../../core/schema.ts'
import { PIPELINE_SPANS, piecesOf } from '../spans.ts'
import { addSums, emptySums } from '../sum-table.ts'
import { withoutNul } from '../../core/rows/folded-text.ts'

/** Times of one statement. */
const AT_ONCE = 500

/**
 * Creates the `taggedPeriods` query: sums of the pipelines with a tag in periods of whole hours, from their rollups.
 * The cost depends on the length of the periods and the number of pipelines. Rollups store no distribution of
 * durations: see `tagged-durations.ts`.
 */
export function createTaggedPeriods(db: Kysely<Schema>): StatisticsStore['taggedPeriods'] {
  return async (tag, periods) => {
    const pieces = periods.map((period) => piecesOf(period, PIPELINE_SPANS))
    const found = new Map<string, Sums>()
    for (const span of PIPELINE_SPANS) {
      const times = new Set(
        pieces.flat().flatMap((piece) => (piece.spanHours === span ? [textOf(piece.at)] : [])),
      )
      const all = [...times]
      for (let from = 0; from < all.length; from += AT_ONCE) {
        for (const row of await rowsOf(db, tag, span, all.slice(from, from + AT_ONCE))) {
          found.set(keyOf(span, row.bucket_at), row)
        }
      }
    }
    return pieces.map((parts): PeriodSums => {
      const sums = emptySums()
      for (const { spanHours, at } of parts) {
        const row = found.get(keyOf(spanHours, textOf(at)))
        if (row !== undefined) addSums(sums, row)
      }
      return {
        p50Ms: null,
        p95Ms: null,
        ...countsIn(sums),
      }
    })
  }
}

const rowsOf = (
  db: Kysely<Schema>,
  tag: string,
  span: number,
  times: readonly string[],
): Promise<(Sums & { bucket_at: string })[]> =>
  db
    .selectFrom('pipeline_rollup')
    .select('bucket_at')
    .select(({ fn }) => SUM_COLUMNS.map((column) => fn.sum<number>(column).as(column)))
    .where('span_hours', '=', span)
    .where('bucket_at', 'in', times)
    .where('pipeline_id', 'in', (tagged) =>
      tagged.selectFrom('pipeline_tag').select('pipeline_tag.pipeline_id').where('tag', '=', withoutNul(tag)),
    )
    .groupBy('bucket_at')
    .$castTo<Sums & { bucket_at: string }>()
    .execute()

const textOf = (at: number): string => new Date(at).toISOString()
const keyOf = (span: number, at: string): string => `${span} ${at}`
