import type { Statistics } from '@flx/shared/operations/statistics'
import { ArrowRight, Timer } from 'lucide-react'
import { Link } from 'react-router'

import { Acknowledged } from '#web/parts/failure-notes/acknowledged.tsx'
import { shortReason } from '#web/lib/reason.ts'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { TableSkeleton } from '#web/ui/states.tsx'
import { DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { Duration, RelativeTime } from '#web/ui/time.tsx'
import { recentFailuresWords } from './words.ts'

type Failure = Statistics['recentFailures'][number]

const COLUMNS: readonly Column<Failure, never>[] = [
  {
    label: recentFailuresWords.pipeline,
    card: 'title',
    headClass: 'pl-4!',
    className: 'w-1/3 min-w-52 font-medium md:pl-4!',
    cell: ({ id, pipelineName, acknowledgement }) => (
      <>
        <Link
          to={paths.execution(id)}
          data-item-link
          className="line-clamp-2 rounded-sm wrap-anywhere hover:underline"
        >
          {pipelineName}
        </Link>
        {acknowledgement !== null && (
          <Acknowledged {...acknowledgement} className="mt-0.5 text-xs font-normal text-text-soft" />
        )}
      </>
    ),
  },
  {
    label: recentFailuresWords.reason,
    card: 'message',
    className: 'w-2/3 min-w-52 text-text-soft',
    title: ({ errorMessage }) => errorMessage ?? undefined,
    cell: ({ errorMessage }) => (
      <span className="line-clamp-1 break-all max-md:line-clamp-2">
        {shortReason(errorMessage ?? recentFailuresWords.noReason)}
      </span>
    ),
  },
  {
    label: recentFailuresWords.when,
    card: 'time',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ finishedAt, queuedAt }) => <RelativeTime at={finishedAt ?? queuedAt} />,
  },
  {
    label: recentFailuresWords.duration,
    card: 'fact',
    cardIcon: Timer,
    numeric: true,
    headClass: 'pr-4!',
    className: 'tabular md:pr-4!',
    cell: (execution) => <Duration execution={execution} />,
  },
]

/** The number of failures that the server lists. */
const ROWS = 10

/** The newest failures in the window, with their messages. */
export function RecentFailures({
  figures,
  className,
}: {
  /** Undefined while they load. */
  figures: Statistics | undefined
  className?: string
}) {
  return (
    <Section
      title={recentFailuresWords.recentFailures}
      className={className ?? ''}
      aside={
        figures !== undefined &&
        figures.failed > 0 && (
          <Link
            to={paths.executions({
              status: 'failed',
              ...(figures.from === null ? {} : { from: figures.from, to: figures.to }),
            })}
            className={buttonClass({ size: 'small' })}
          >
            {recentFailuresWords.all(figures.failed)}
            <ArrowRight aria-hidden className="size-4" />
          </Link>
        )
      }
    >
      {figures === undefined ? (
        <TableSkeleton rows={ROWS} />
      ) : figures.recentFailures.length === 0 ? (
        <p className="py-6 text-center text-sm text-text-faint">{recentFailuresWords.none}</p>
      ) : (
        <DataTable
          label={recentFailuresWords.table}
          columns={COLUMNS}
          rows={figures.recentFailures}
          keyOf={({ id }) => id}
          className="-mx-4 max-md:mx-0"
        />
      )}
    </Section>
  )
}
