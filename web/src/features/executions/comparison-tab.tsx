import type { Execution, ExecutionSummary } from '@flx/shared/execution'
import type { Compared, ExecutionComparison } from '@flx/shared/execution-comparison'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { executions } from '#web/api/executions.ts'
import { ChangeList } from '#web/features/audit/change-list.tsx'
import { formatDateTime, formatDuration, formatNumber } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '#web/ui/states.tsx'
import { StatusBadge } from '#web/ui/status-badge.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table.tsx'

import { pluginWords } from './execution-facts.tsx'

/** This execution beside another one, by itself the last success before it: what is different. */
export function ComparisonTab({ execution, withId }: { execution: Execution; withId: string | undefined }) {
  const query = useQuery(executions.comparison(execution.id, withId))
  if (query.isError) {
    return (
      <ErrorState
        title="The comparison could not be made"
        error={query.error}
        retrying={query.isFetching}
        onRetry={() => void query.refetch()}
      />
    )
  }
  if (query.data === undefined) {
    return (
      <Loading label="Comparing">
        <Skeleton className="h-40 w-full" />
      </Loading>
    )
  }
  const { data } = query
  if (data.with === null) {
    return (
      <EmptyState title="No success before this execution">
        As soon as there is one, this shows what has changed since.
      </EmptyState>
    )
  }
  return (
    <div className="space-y-3">
      <Figures comparison={data} before={data.with} />
      <div className="grid grid-cols-1 gap-3 lg:grid-cols-2">
        <Steps steps={data.steps} />
        <Streams streams={data.streams} />
        <Section title="Configuration">
          <Differences changes={data.configuration} same="Both used the same settings." />
          <p className="mt-3 text-xs text-text-faint">Values of secrets are not compared.</p>
        </Section>
        <Section title="State afterwards">
          <Differences changes={data.state} same="Both ended with the same state." />
        </Section>
      </div>
    </div>
  )
}

function Differences({ changes, same }: { changes: ExecutionComparison['configuration']; same: string }) {
  return changes.length === 0 ? (
    <p className="text-sm text-text-faint">{same}</p>
  ) : (
    <ChangeList changes={changes} />
  )
}

function Figures({ comparison, before }: { comparison: ExecutionComparison; before: ExecutionSummary }) {
  const zone = useTimeZone()
  const { execution } = comparison
  const records = { before: before.recordsProcessed, after: execution.recordsProcessed }
  const seconds = { before: before.durationSeconds, after: execution.durationSeconds }
  return (
    <Section title="Compared with the last success">
      <Table
        label="Both executions"
        className="-mx-1"
        head={
          <>
            <Th>
              <span className="sr-only">What</span>
            </Th>
            <Th>
              <Link to={paths.execution(before.id)} className="text-accent hover:underline">
                {formatDateTime(before.queuedAt, zone)}
              </Link>
            </Th>
            <Th>This one</Th>
            <Th>Difference</Th>
          </>
        }
      >
        <Line
          name="Status"
          before={<StatusBadge status={before.status} />}
          after={<StatusBadge status={execution.status} />}
          difference=""
        />
        <Line
          name="Records"
          before={formatNumber(records.before)}
          after={formatNumber(records.after)}
          difference={change(records)}
        />
        <Line
          name="Duration"
          before={durationOf(seconds.before)}
          after={durationOf(seconds.after)}
          difference={change(seconds)}
        />
        <Line
          name="Kind"
          before={kindOf(before)}
          after={kindOf(execution)}
          difference={before.fullRefresh === execution.fullRefresh ? '' : 'different'}
        />
      </Table>
    </Section>
  )
}

function Line({
  name,
  before,
  after,
  difference,
}: {
  name: string
  before: ReactNode
  after: ReactNode
  difference: string
}) {
  return (
    <Tr>
      <Td className="whitespace-nowrap text-text-faint">{name}</Td>
      <Td className="tabular whitespace-nowrap">{before}</Td>
      <Td className="tabular whitespace-nowrap">{after}</Td>
      <Td className="tabular w-full whitespace-nowrap text-text-soft">{difference}</Td>
    </Tr>
  )
}

const kindOf = ({ fullRefresh }: ExecutionSummary): string => (fullRefresh ? 'full refresh' : 'incremental')
const durationOf = (seconds: number | null): string => (seconds === null ? '—' : formatDuration(seconds))

function Steps({ steps }: { steps: ExecutionComparison['steps'] }) {
  return (
    <Section title="Plugins and steps">
      <Table
        label="Plugins and steps"
        className="-mx-1"
        head={
          <>
            <Th>Step</Th>
            <Th>Before</Th>
            <Th>This one</Th>
            <Th numeric>Took</Th>
          </>
        }
      >
        {steps.map(({ kind, before, after }) => {
          const [old, now] = [before, after].map((side) => (side === null ? '—' : pluginWords(side)))
          return (
            <Tr key={`${kind} ${old} ${now}`}>
              <Td className="whitespace-nowrap text-text-faint">{kind}</Td>
              <Td className="break-words">{old}</Td>
              <Td className={clsx('break-words', old !== now && 'font-medium text-caution')}>
                {now}
                {old !== now && <span className="sr-only"> (different)</span>}
              </Td>
              <Td numeric className="tabular text-text-soft">
                {durationOf(before?.seconds ?? null)} → {durationOf(after?.seconds ?? null)}
              </Td>
            </Tr>
          )
        })}
      </Table>
    </Section>
  )
}

function Streams({ streams }: { streams: ExecutionComparison['streams'] }) {
  return (
    <Section title="Streams">
      {streams.length === 0 ? (
        <p className="text-sm text-text-faint">No record passed in either of them.</p>
      ) : (
        <Table
          label="Records by stream"
          className="-mx-1 max-h-96 overflow-y-auto"
          head={
            <>
              <Th>Stream</Th>
              <Th numeric>Before</Th>
              <Th numeric>This one</Th>
              <Th numeric>Difference</Th>
            </>
          }
        >
          {streams.map(({ stream, before, after }) => (
            <Tr key={stream}>
              <Td className="font-medium break-all">{stream}</Td>
              <Td numeric className="tabular">
                {before === null ? '—' : formatNumber(before)}
              </Td>
              <Td numeric className="tabular">
                {after === null ? '—' : formatNumber(after)}
              </Td>
              <Td numeric className="tabular text-text-soft">
                {before === null ? 'new' : after === null ? 'missing' : change({ before, after })}
              </Td>
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}

/** `−40 %`, `+12 %`, `the same`; nothing where there is nothing to divide by. */
function change({ before, after }: Compared<number>): string {
  if (before === null || after === null) return ''
  if (before === after) return 'the same'
  if (before === 0) return 'none before'
  const perCent = Math.round(((after - before) / before) * 100)
  return perCent === 0 ? 'about the same' : `${perCent > 0 ? '+' : '−'}${formatNumber(Math.abs(perCent))} %`
}
