import type { PipelineRow } from '../core/schema.ts'

/** What decides whether anybody waits for the data of a pipeline. */
export type Watched = Pick<
  PipelineRow,
  'id' | 'is_active' | 'archived_at' | 'stale_at' | 'watched_from' | 'created_at'
>
export const WATCHED_COLUMNS = [
  'id',
  'is_active',
  'archived_at',
  'stale_at',
  'watched_from',
  'created_at',
] as const

/** Since when the data of a pipeline are too old, null while they are not. Nobody watches an inactive one. */
export function staleFrom(pipeline: Watched, now: string): string | null {
  const { is_active, archived_at, stale_at, watched_from } = pipeline
  if (is_active === 0 || archived_at !== null || stale_at === null || stale_at >= now) return null
  return stale_at > watched_from ? stale_at : watched_from
}
