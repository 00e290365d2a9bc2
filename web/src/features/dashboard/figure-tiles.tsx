import type { Statistics } from '@flx/shared/operations/statistics'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { formatCompact, formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'

import { ChangeNote, relativeChange } from './change-note.tsx'
import { figureTilesWords } from './words.ts'

export const TILES = 'grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6'

/** Above the link of the tile, and large enough to press. */
const NOTE_LINK = 'relative inline-flex min-h-6 min-w-6 items-center rounded-sm hover:underline'

/** The key figures. Each opens the list behind it. */
export function FigureTiles({ figures }: { figures: Statistics }) {
  const { previous } = figures
  const inWindow = { ...(figures.from === null ? {} : { from: figures.from, to: figures.to }) }
  const finished = figures.success + figures.failed + figures.cancelled
  const finishedBefore = previous === null ? 0 : previous.success + previous.failed + previous.cancelled
  return (
    <dl aria-label={figureTilesWords.figures} className={TILES}>
      <FigureTile
        label={figureTilesWords.pipelines}
        to={paths.pipelines()}
        value={formatNumber(figures.totalPipelines)}
        note={
          <Link to={paths.pipelines({ status: 'active' })} className={NOTE_LINK}>
            {figureTilesWords.active(figures.activePipelines)}
          </Link>
        }
      />
      <FigureTile
        label={figureTilesWords.executions}
        to={paths.executions(inWindow)}
        value={formatNumber(figures.totalExecutions)}
        note={
          previous === null ? (
            figureTilesWords.inTotal
          ) : (
            <ChangeNote change={relativeChange(finished, finishedBefore)} unit="%" />
          )
        }
      />
      <FigureTile
        label={figureTilesWords.runningNow}
        to={paths.executions({ status: 'running' })}
        value={formatNumber(figures.runningExecutions)}
        note={
          <Link to={paths.executions({ status: 'pending' })} className={NOTE_LINK}>
            {figureTilesWords.waiting(figures.pendingExecutions)}
          </Link>
        }
      />
      <FigureTile
        label={figureTilesWords.successRate}
        to={paths.executions({ ...inWindow, status: 'failed' })}
        value={formatPercent(figures.successRate)}
        note={
          <span className="flex flex-wrap gap-x-2">
            {figureTilesWords.parts(figures)}
            {previous !== null && (
              <ChangeNote
                change={
                  figures.successRate === null || previous.successRate === null
                    ? null
                    : figures.successRate - previous.successRate
                }
                unit="points"
                moreIsBetter
              />
            )}
          </span>
        }
      />
      <FigureTile
        label={figureTilesWords.averageDuration}
        to={paths.executions(inWindow)}
        value={formatDuration(figures.averageDurationSeconds)}
        note={`p95 ${formatDuration(figures.p95DurationSeconds)}`}
      />
      <FigureTile
        label={figureTilesWords.records}
        to={paths.executions(inWindow)}
        value={
          <span title={figureTilesWords.recordCount(figures.recordsProcessed)}>
            {formatCompact(figures.recordsProcessed)}
          </span>
        }
        note={
          figures.uncounted > 0 ? (
            figures.recordsProcessed === null ? (
              figureTilesWords.noneReported
            ) : (
              figureTilesWords.uncounted(figures.uncounted)
            )
          ) : previous === null || figures.recordsProcessed === null || previous.recordsProcessed === null ? (
            figureTilesWords.loadedInTotal
          ) : (
            <ChangeNote
              change={relativeChange(figures.recordsProcessed, previous.recordsProcessed)}
              unit="%"
            />
          )
        }
      />
    </dl>
  )
}

/** One figure. The whole tile is a link, and links within its note stay on top of it. */
function FigureTile({
  label,
  to,
  value,
  note,
}: {
  label: string
  to: string
  value: ReactNode
  note: ReactNode
}) {
  return (
    <div
      className={clsx(
        'relative min-w-0 rounded-lg border border-line bg-surface px-4 py-3 shadow-low',
        'hover:border-line-strong has-[dd>a:focus-visible]:outline-2',
      )}
    >
      <dt className="text-xs text-text-faint">{label}</dt>
      <dd className="tabular mt-0.5 text-2xl font-semibold tracking-tight">
        <Link to={to} className="rounded-sm after:absolute after:inset-0 after:rounded-lg">
          {value}
        </Link>
      </dd>
      <dd className="tabular flex min-h-6 items-center text-xs text-text-faint">{note}</dd>
    </div>
  )
}
