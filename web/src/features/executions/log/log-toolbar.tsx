import type { LogLevelCounts } from '@flx/shared/logs/log'
import { ArrowDownToLine, ArrowUpToLine, CircleX, Download, WrapText } from 'lucide-react'

import { logDownloadUrl } from '#web/api/executions/executions.ts'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'

import { isFiltering, LogFilterBar, type LogFilter } from './log-filter.tsx'
import { logViewerWords as WORDS } from './words.ts'

/** Filters, navigation and actions of the log, in one line. */
export function LogToolbar({
  executionId,
  filter,
  onFilter,
  lines,
  counts,
  following,
  wrap,
  onFirstError,
  onStart,
  onEnd,
  onWrap,
}: {
  executionId: string
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  lines: number
  /** Null if they are unknown. */
  counts: LogLevelCounts | null
  following: boolean
  wrap: boolean
  onFirstError: () => void
  onStart: () => void
  onEnd: () => void
  onWrap: () => void
}) {
  // The matches are not the log: they have no end to follow.
  const filteredReason = isFiltering(filter) ? WORDS.filtered : undefined
  const pressedClass = 'border-accent! text-accent!'
  return (
    <div className="mb-2 flex flex-wrap items-center gap-2">
      <LogFilterBar filter={filter} onChange={onFilter} lines={lines} counts={counts} />
      <span className="ml-auto flex flex-wrap items-center gap-1.5">
        <Button
          icon={CircleX}
          disabledReason={counts?.errors === 0 ? WORDS.noError : undefined}
          onClick={onFirstError}
        >
          {WORDS.firstError}
        </Button>
        <IconButton
          icon={ArrowUpToLine}
          label={WORDS.start}
          disabledReason={filteredReason}
          onClick={onStart}
        />
        <IconButton
          icon={ArrowDownToLine}
          label={following ? WORDS.following : WORDS.end}
          disabledReason={filteredReason}
          aria-pressed={following}
          className={following ? pressedClass : ''}
          onClick={onEnd}
        />
        <IconButton
          icon={WrapText}
          label={WORDS.wrap}
          aria-pressed={wrap}
          className={wrap ? pressedClass : ''}
          onClick={onWrap}
        />
        <a
          href={logDownloadUrl(executionId)}
          download
          aria-label={WORDS.download}
          title={WORDS.download}
          className={buttonClass({ variant: 'quiet', className: 'w-8 px-0!' })}
        >
          <Download aria-hidden className="size-4" />
        </a>
      </span>
    </div>
  )
}
