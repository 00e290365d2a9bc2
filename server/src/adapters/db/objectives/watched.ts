import type { PipelineRow } from '../core/schema.ts'

/** The columns that determine whether the age of a pipeline's data is watched. */
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

/**
 * Returns since when the data of a pipeline have been too old, null if they are not. Inactive pipelines are not
 * watched.
 */
export function staleFrom(pipeline: Watched, now: string): string | null {
  const { is_active, archived_at, stale_at, watched_from } = pipeline
  if (is_active === 0 || archived_at !== null || stale_at === null || stale_at >= now) return null
  return stale_at > watched_from ? stale_at : watched_from
}
