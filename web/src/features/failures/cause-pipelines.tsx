import type { CausePipeline } from '@flx/shared/failures/failure-cause'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { CircleCheck, RotateCcw, ScrollText, Waypoints } from 'lucide-react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { retryExecution } from '#web/api/executions/executions.ts'
import { failures } from '#web/api/failures/failures.ts'
import { formatDuration, formatNumber } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { RunBars } from './small-bars.tsx'
import { causePipelinesWords as words } from './words.ts'

/** Widths of the columns, which stay while the rows load, and what narrow screens leave out. */
const COLUMNS = {
  pipeline: 'w-full',
  failed: 'min-w-26 max-sm:hidden',
  duration: 'min-w-22 max-lg:hidden',
  attempt: 'min-w-20 max-lg:hidden',
  failures: 'min-w-20 max-lg:hidden',
  runs: 'min-w-32 max-sm:hidden',
  actions: 'min-w-25',
}

/** The pipelines that a cause affects, a few at first. */
export function CausePipelines({ id, affected }: { id: string; affected: number }) {
  const query = useInfiniteQuery(failures.pipelines(id))
  if (query.data === undefined && query.error !== null)
    return <QueryError query={query} title={words.loadError} />
  const rows = query.data?.pages.flatMap(({ items }) => items)
  const remaining = affected - (rows?.length ?? 0)
  return (
    <div className="min-w-0 overflow-hidden rounded-lg border border-line bg-surface shadow-low">
      <Table
        label={words.label}
        head={
          <>
            <Th className={COLUMNS.pipeline}>{words.pipeline}</Th>
            <Th className={COLUMNS.failed}>{words.failed}</Th>
            <Th numeric className={COLUMNS.duration}>
              {words.duration}
            </Th>
            <Th numeric className={COLUMNS.attempt}>
              {words.attempt}
            </Th>
            <Th numeric className={COLUMNS.failures}>
              {words.failures}
            </Th>
            <Th className={COLUMNS.runs}>{words.lastRuns}</Th>
            <Th className={COLUMNS.actions}>
              <span className="sr-only">{words.openLog('')}</span>
            </Th>
          </>
        }
      >
        {rows === undefined ? (
          <SkeletonRows columns={Object.values(COLUMNS)} rows={Math.min(affected, 5)} />
        ) : (
          rows.map((row) => <Row key={row.pipelineId} row={row} />)
        )}
      </Table>
      {query.hasNextPage && (
        <div className="border-t border-line px-1 py-1">
          <Button
            variant="quiet"
            size="small"
            className="text-accent!"
            busy={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {remaining > 0 ? words.showOthers(remaining) : words.showMore}
          </Button>
        </div>
      )}
    </div>
  )
}

function Row({ row }: { row: CausePipeline }) {
  const {
    pipelineId,
    pipelineName,
    executionId,
    failedAt,
    durationSeconds,
    attempt,
    recentExecutions,
    recoveredAt,
  } = row
  return (
    <Tr>
      <Td className="min-w-0 py-1.5!">
        <Link
          to={paths.pipeline(pipelineId)}
          className="rounded-sm font-medium wrap-anywhere hover:underline"
        >
          {pipelineName}
        </Link>
        {recoveredAt !== null && (
          <span className="ml-2 inline-flex items-center gap-1 text-xs text-status-success">
            <CircleCheck aria-hidden className="size-3.5" />
            {words.recovered}
          </span>
        )}
        <span className="mt-0.5 flex items-center gap-3 text-xs text-text-faint sm:hidden">
          <RelativeTime at={failedAt} />
          <RunBars bars={recentExecutions} />
        </span>
      </Td>
      <Td className={`py-1.5! whitespace-nowrap text-text-soft ${COLUMNS.failed}`}>
        <RelativeTime at={failedAt} />
      </Td>
      <Td numeric className={`tabular py-1.5! ${COLUMNS.duration}`}>
        {formatDuration(durationSeconds)}
      </Td>
      <Td numeric className={`tabular py-1.5! ${COLUMNS.attempt}`}>
        {formatNumber(attempt)}
      </Td>
      <Td numeric className={`tabular py-1.5! ${COLUMNS.failures}`}>
        {formatNumber(row.failures)}
      </Td>
      <Td className={`py-1.5! ${COLUMNS.runs}`}>
        <RunBars bars={recentExecutions} />
      </Td>
      <Td className="w-px py-1! pl-0! whitespace-nowrap">
        <Link
          to={paths.lineage({ pipeline: pipelineId })}
          aria-label={words.lineage(pipelineName)}
          title={words.lineage(pipelineName)}
          className={buttonClass({ variant: 'quiet', size: 'small', className: 'w-7 px-0! max-sm:hidden' })}
        >
          <Waypoints aria-hidden className="size-4" />
        </Link>
        <Link
          to={paths.execution(executionId)}
          aria-label={words.openLog(pipelineName)}
          title={words.openLog(pipelineName)}
          className={buttonClass({ variant: 'quiet', size: 'small', className: 'w-7 px-0!' })}
        >
          <ScrollText aria-hidden className="size-4" />
        </Link>
        <RetryButton row={row} />
      </Td>
    </Tr>
  )
}

/** Retries the last failure of one pipeline. */
function RetryButton({ row: { executionId, pipelineName, recoveredAt } }: { row: CausePipeline }) {
  const toast = useToast()
  const operator = useRole('operator')
  const retrying = useMutation(retryExecution())
  return (
    <IconButton
      label={words.retry(pipelineName)}
      icon={RotateCcw}
      size="small"
      disabledReason={
        operator.allowed ? (recoveredAt === null ? undefined : words.succeeded) : operator.reason
      }
      onClick={() =>
        retrying.mutate(
          { id: executionId },
          {
            onSuccess: ({ id }) =>
              toast.done(
                <>
                  {words.queued(pipelineName)}{' '}
                  <Link to={paths.execution(id)} className="underline">
                    {words.viewExecution}
                  </Link>
                </>,
              ),
            onError: (error) => toast.problem(messageOf(error)),
          },
        )
      }
    />
  )
}
