import { bookmarksOf, type Bookmark } from '@flx/shared/executions/state/bookmarks'
import type { Execution } from '@flx/shared/executions/execution'

/**
 * Seconds from the bookmark of each stream to the end of the execution, by the stream's name; streams whose bookmark is
 * not a moment are left out. Of several parts the one that is furthest behind counts.
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

/** Some extractors write bookmarks by `schema-table` and records by `table`. */
function bookmarkOf(bookmarks: readonly Bookmark[], stream: string): Bookmark | undefined {
  const same = bookmarks.find((bookmark) => bookmark.stream === stream)
  if (same !== undefined) return same
  const [only, ...others] = bookmarks.filter((bookmark) => bookmark.stream.endsWith(`-${stream}`))
  return others.length === 0 ? only : undefined
}

const oldestOf = (bookmark: Bookmark | undefined): number =>
  (bookmark?.positions ?? []).reduce(
    (oldest, { at }) => (at === null ? oldest : Math.min(oldest, Date.parse(at))),
    Infinity,
  )
