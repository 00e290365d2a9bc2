import { bookmarksOf, type Bookmark } from '@flx/shared/executions/state/bookmarks'
import type { Execution } from '@flx/shared/executions/execution'

/**
 * Returns the seconds from each stream's bookmark to the end of the execution, by stream name. Streams whose
 * bookmark is not a moment are left out. For several partitions, the one furthest behind counts.
 */
export function lagsOf(
  execution: Pick<Execution, 'stateAfter' | 'finishedAt' | 'streams'>,
): Map<string, number> {
  const end = execution.finishedAt === null ? NaN : Date.parse(execution.finishedAt)
  const bookmarks = bookmarksOf(execution.stateAfter)
  const lags = new Map<string, number>()
  for (const { stream } of execution.streams) {
    const oldest = oldestOf(bookmarkOf(bookmarks, stream))
    if (Number.isFinite(end - oldest)) lags.set(stream, Math.max(0, end - oldest) / 1000)
  }
  return lags
}

/**
 * Returns the bookmark of a stream. Some extractors write bookmarks as `schema-table` and records as `table`.
 */
function bookmarkOf(bookmarks: readonly Bookmark[], stream: string): Bookmark | undefined {
  const exact = bookmarks.find((bookmark) => bookmark.stream === stream)
  if (exact !== undefined) return exact
  const [only, ...others] = bookmarks.filter((bookmark) => bookmark.stream.endsWith(`-${stream}`))
  return others.length === 0 ? only : undefined
}

const oldestOf = (bookmark: Bookmark | undefined): number =>
  (bookmark?.positions ?? []).reduce(
    (oldest, { at }) => (at === null ? oldest : Math.min(oldest, Date.parse(at))),
    Infinity,
  )
