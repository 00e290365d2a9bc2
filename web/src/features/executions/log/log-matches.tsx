import type { LogPage } from '@flx/shared/logs/log'
import { useInfiniteQuery } from '@tanstack/react-query'

import { executions } from '#web/api/executions/executions.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState, Skeleton } from '#web/ui/states.tsx'

import type { LogFilter } from './log-filter.tsx'
import { LogRow } from './log-line.tsx'
import { logMatchesWords } from './words.ts'

/** The matching lines, loaded from the last one backwards. Choosing one shows it in context. */
export function LogMatches({
  executionId,
  filter,
  wrap,
  onChoose,
}: {
  executionId: string
  filter: LogFilter
  wrap: boolean
  onChoose: (line: number) => void
}) {
  const zone = useTimeZone()
  const matches = useInfiniteQuery(executions.logMatches(executionId, filter))
  const pages: LogPage[] = matches.data?.pages ?? []
  // Each page precedes the page loaded before it.
  const lines = pages.toReversed().flatMap((page) => page.lines)
  return (
    <section
      aria-label={logMatchesWords.log}
      // A scrolling box must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-[min(70vh,44rem)] min-h-72 overflow-auto overscroll-contain rounded-lg border border-line bg-sunken py-1"
    >
      {matches.isPending && <Skeleton className="m-3 h-4 w-1/2" />}
      {matches.isError && (
        <ErrorState
          title={logMatchesWords.searchError}
          error={matches.error}
          onRetry={() => void matches.refetch()}
        />
      )}
      {matches.hasNextPage && (
        <div className="flex items-center gap-3 px-3 py-1.5 text-xs text-text-faint">
          <Button size="small" busy={matches.isFetchingNextPage} onClick={() => void matches.fetchNextPage()}>
            {logMatchesWords.earlierMatches}
          </Button>
          <span className="tabular">{logMatchesWords.searchedTo(pages.at(-1)?.searchedTo ?? 1)}</span>
        </div>
      )}
      {matches.isSuccess && lines.length === 0 && (
        <p className="px-4 py-3 text-sm text-text-faint">
          {matches.hasNextPage ? logMatchesWords.nothingFound : logMatchesWords.noMatch}
        </p>
      )}
      {lines.map((line) => (
        <LogRow key={line.line} line={line} zone={zone} wrap={wrap} marked={false} onMark={onChoose} />
      ))}
    </section>
  )
}
