import { ArrowUp } from 'lucide-react'
import type { ComponentProps } from 'react'

import { formatNumber } from '#web/lib/format.ts'

import { Button } from '../button.tsx'
import { tableWords } from '../words.ts'

/** The foot of a keyset-paged list: the number shown, and a button that loads more. */
export function LoadMore({
  shown,
  total,
  noun,
  hasMore,
  busy,
  onMore,
}: {
  shown: number
  total: number | { atLeast: number } | undefined
  /** Singular and plural: `['pipeline', 'pipelines']`. */
  noun: readonly [string, string]
  hasMore: boolean
  busy: boolean
  onMore: () => void
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 pt-3 text-sm text-text-faint">
      <span className="tabular">
        {total === undefined
          ? tableWords.shown(formatNumber(shown), noun[shown === 1 ? 0 : 1])
          : tableWords.of(formatNumber(shown), formatTotal(total), noun[total === 1 ? 0 : 1])}
      </span>
      {hasMore && (
        <Button busy={busy} onClick={onMore}>
          {tableWords.loadMore}
        </Button>
      )}
    </div>
  )
}

/** The foot of a list whose pages come from a query. */
export function LoadMorePages({
  query,
  ...rest
}: Omit<ComponentProps<typeof LoadMore>, 'hasMore' | 'busy' | 'onMore'> & {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) {
  return (
    <LoadMore
      {...rest}
      hasMore={query.hasNextPage}
      busy={query.isFetchingNextPage}
      onMore={() => void query.fetchNextPage()}
    />
  )
}

/** Formats an exact count, or `10,000+` if counting stopped there. */
export function formatTotal(total: number | { atLeast: number }): string {
  return typeof total === 'number' ? formatNumber(total) : `${formatNumber(total.atLeast)}+`
}

/** Announces withheld new rows, so that the rows being read do not jump. Shows nothing if there are none. */
export function NewItemsPill({ count, noun, onShow }: { count: number; noun: string; onShow: () => void }) {
  return (
    <div aria-live="polite" className="sticky top-36 z-20 flex h-0 justify-end">
      {count > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="touch inline-flex h-8 -translate-y-11 items-center gap-1.5 rounded-full bg-accent px-3.5 text-sm font-semibold text-on-accent shadow-high hover:bg-accent-hover"
        >
          <ArrowUp aria-hidden className="size-4" />
          {tableWords.newItems(formatNumber(count), noun)}
        </button>
      )}
    </div>
  )
}
