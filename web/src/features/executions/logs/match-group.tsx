import type { LogMatch } from '@flx/shared/logs/log-search'
import { clsx } from 'clsx'
import { useState } from 'react'
import { Link } from 'react-router'

import { formatTime } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button } from '#web/ui/button.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { LEVEL_LOOKS } from '../log/log-line.tsx'
import { SOURCE_WORDS } from '../log/words.ts'
import { piecesOf, type MatchGroup } from './log-search.ts'
import { logSearchWords as words } from './words.ts'

/** The number of an execution's lines shown before the user asks for the others. */
const SHOWN = 6

/** An execution with the matching lines of its log. */
export function MatchGroupCard({
  group: { execution, lines },
  text,
  zone,
}: {
  group: MatchGroup
  text: string
  zone: string | undefined
}) {
  const [open, setOpen] = useState(false)
  const shownLines = open ? lines : lines.slice(0, SHOWN)
  const remaining = lines.length - shownLines.length
  return (
    <article
      aria-label={words.linesOf(execution.pipelineName)}
      data-execution={execution.executionId}
      className="overflow-hidden rounded-lg border border-line bg-surface shadow-low"
    >
      <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-2 text-sm">
        <Link
          to={paths.execution(execution.executionId)}
          className="min-w-0 rounded-sm font-medium hover:underline"
        >
          <Breakable text={execution.pipelineName} />
        </Link>
        <StatusBadge status={execution.status} />
        <RelativeTime at={execution.queuedAt} className="ml-auto text-text-faint" />
      </h2>
      <ol className="border-t border-line bg-sunken py-1">
        {shownLines.map((match) => (
          <MatchRow key={match.line} match={match} text={text} zone={zone} />
        ))}
      </ol>
      {remaining > 0 && (
        <div className="border-t border-line px-1 py-1">
          <Button variant="quiet" size="small" className="text-accent!" onClick={() => setOpen(true)}>
            {words.more(remaining)}
          </Button>
        </div>
      )}
    </article>
  )
}

/** One line, linked to its position in the log. */
function MatchRow({ match, text, zone }: { match: LogMatch; text: string; zone: string | undefined }) {
  const level = LEVEL_LOOKS[match.level]
  return (
    <li data-item data-line={match.line}>
      <Link
        to={paths.logLine(match.executionId, match.line)}
        data-item-link
        className={clsx(
          'flex gap-x-3 px-3.5 py-0.5 font-mono text-xs/5 hover:bg-hover focus-visible:-outline-offset-2 max-md:flex-wrap max-md:py-1.5',
          level.row,
        )}
      >
        <span className="tabular w-12 shrink-0 text-right text-text-faint max-md:w-auto">{match.line}</span>
        <span className="tabular shrink-0 text-text-faint">{formatTime(match.at, zone)}</span>
        <span className="w-20 shrink-0 text-text-faint max-md:w-auto">{SOURCE_WORDS[match.source]}</span>
        <span className={clsx('w-11 shrink-0 font-semibold whitespace-nowrap max-md:w-auto', level.text)}>
          {level.word}
        </span>
        <span className={clsx('min-w-0 whitespace-pre-wrap wrap-anywhere max-md:w-full', level.text)}>
          {piecesOf(match.text, text).map((piece, index) =>
            piece.matches ? (
              // The pieces have no identity other than their position.
              // oxlint-disable-next-line react/no-array-index-key
              <mark key={index} className="rounded-[2px] bg-accent-soft font-semibold text-accent">
                {piece.text}
              </mark>
            ) : (
              piece.text
            ),
          )}
        </span>
      </Link>
    </li>
  )
}
