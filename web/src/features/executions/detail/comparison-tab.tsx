import type { Execution, ExecutionSummary } from '@flx/shared/executions/execution'
import type { Compared, ExecutionComparison } from '@flx/shared/executions/execution-comparison'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { executions } from '#web/api/executions/executions.ts'
import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { formatDateTime, formatDuration, formatNumber } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Section } from '#web/ui/card.tsx'
import { EmptyState, Loading, Skeleton } from '#web/ui/states.tsx'
import { StatusBadge } from '#web/ui/status/status-badge.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { ComparisonChoice } from './comparison-choice.tsx'
import { pluginWords } from './execution-facts.tsx'
import { TOTALS } from '../execution-totals.ts'
import { comparisonTabWords } from '../words.ts'

/** The differences between this execution and another one, by default the last success before it. */
export function ComparisonTab({ execution, withId }: { execution: Execution; withId: string | undefined }) {
  return (
    <div className="space-y-3">
      <ComparisonChoice execution={execution} withId={withId} />
      <Comparison execution={execution} withId={withId} />
    </div>
  )
}

function Comparison({ execution, withId }: { execution: Execution; withId: string | undefined }) {
  const query = useQuery(executions.comparison(execution.id, withId))
  if (query.isError) {
    return <QueryError query={query} title={comparisonTabWords.loadError} />
  }
  if (query.data === undefined) {
    return (
      <Loading label={comparisonTabWords.comparing}>
        <Skeleton className="h-40 w-full" />
      </Loading>
    )
  }
  const { data } = query
  if (data.baseline === null) {
    return <EmptyState title={comparisonTabWords.noSuccess}>{comparisonTabWords.noSuccessHint}</EmptyState>
  }
  return (
    <div className="space-y-3">
      <Figures
        comparison={data}
        before={data.baseline}
        title={
          withId === undefined
            ? comparisonTabWords.comparedWithLastSuccess
            : comparisonTabWords.comparedWithOther
        }
      />
      <div className="grid grid-cols-1 gap-3 lg:grid-cols-2">
        <Steps steps={data.steps} />
        <Streams streams={data.streams} />
        <Section title={comparisonTabWords.configuration}>
          <Differences changes={data.configuration} same={comparisonTabWords.sameSettings} />
          <p className="mt-3 text-xs text-text-faint">{comparisonTabWords.secretsHint}</p>
        </Section>
        <Section title={comparisonTabWords.stateAfterwards}>
          <Differences changes={data.state} same={comparisonTabWords.sameState} />
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

function Figures({
  comparison,
  before,
  title,
}: {
  comparison: ExecutionComparison
  before: ExecutionSummary
  title: string
}) {
  const zone = useTimeZone()
  const { execution } = comparison
  const seconds = { before: before.durationSeconds, after: execution.durationSeconds }
  return (
    <Section title={title}>
      <Table
        label={comparisonTabWords.bothExecutions}
        className="-mx-1"
        head={
          <>
            <Th>
              <span className="sr-only">{comparisonTabWords.figure}</span>
            </Th>
            <Th className="max-md:whitespace-normal">
              <Link to={paths.execution(before.id)} className="text-accent hover:underline">
                {formatDateTime(before.queuedAt, zone)}
              </Link>
            </Th>
            <Th>{comparisonTabWords.thisOne}</Th>
            <Th className="max-md:hidden">{comparisonTabWords.difference}</Th>
          </>
        }
      >
        <Line
          name={comparisonTabWords.status}
          before={<StatusBadge status={before.status} />}
          after={<StatusBadge status={execution.status} />}
          difference=""
        />
        {TOTALS.map(({ name, label, format }) => (
          <Line
            key={name}
            name={label}
            before={format(before[name])}
            after={format(execution[name])}
            difference={formatChange({ before: before[name], after: execution[name] })}
          />
        ))}
        <Line
          name={comparisonTabWords.duration}
          before={formatDuration(seconds.before)}
          after={formatDuration(seconds.after)}
          difference={formatChange(seconds)}
        />
        <Line
          name={comparisonTabWords.mode}
          before={modeOf(before)}
          after={modeOf(execution)}
          difference={before.fullRefresh === execution.fullRefresh ? '' : comparisonTabWords.differs}
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
      <Td className="tabular md:whitespace-nowrap">{before}</Td>
      <Td className="tabular md:whitespace-nowrap">
        {after}
        <span className="block text-xs text-text-soft md:hidden">{difference}</span>
      </Td>
      <Td className="tabular w-full whitespace-nowrap text-text-soft max-md:hidden">{difference}</Td>
    </Tr>
  )
}

const modeOf = ({ fullRefresh }: ExecutionSummary): string =>
  fullRefresh ? comparisonTabWords.fullRefresh : comparisonTabWords.incremental
/** The duration, which on a phone is below the step or stream. */
const StepDuration = ({ seconds }: { seconds: number | null | undefined }) => (
  <span className="tabular block text-xs font-normal text-text-soft md:hidden">
    {formatDuration(seconds ?? null)}
  </span>
)

function Steps({ steps }: { steps: ExecutionComparison['steps'] }) {
  return (
    <Section title={comparisonTabWords.pluginsAndSteps}>
      <Table
        label={comparisonTabWords.pluginsAndSteps}
        className="-mx-1"
        head={
          <>
            <Th>{comparisonTabWords.step}</Th>
            <Th>{comparisonTabWords.before}</Th>
            <Th>{comparisonTabWords.thisOne}</Th>
            <Th numeric className="max-md:hidden">
              {comparisonTabWords.took}
            </Th>
          </>
        }
      >
        {steps.map(({ kind, before, after }) => {
          const [oldPlugin, newPlugin] = [before, after].map((step) =>
            step === null ? '—' : pluginWords(step),
          )
          return (
            <Tr key={`${kind} ${oldPlugin} ${newPlugin}`}>
              <Td className="whitespace-nowrap text-text-faint">{kind}</Td>
              <Td className="wrap-anywhere">
                {oldPlugin}
                <StepDuration seconds={before?.seconds} />
              </Td>
              <Td className={clsx('wrap-anywhere', oldPlugin !== newPlugin && 'font-medium text-caution')}>
                {newPlugin}
                {oldPlugin !== newPlugin && <span className="sr-only"> {comparisonTabWords.different}</span>}
                <StepDuration seconds={after?.seconds} />
              </Td>
              <Td numeric className="tabular text-text-soft max-md:hidden">
                {formatDuration(before?.seconds ?? null)} → {formatDuration(after?.seconds ?? null)}
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
    <Section title={comparisonTabWords.streams}>
      {streams.length === 0 ? (
        <p className="text-sm text-text-faint">{comparisonTabWords.noRecords}</p>
      ) : (
        <Table
          label={comparisonTabWords.recordsByStream}
          className="-mx-1 max-h-96 overflow-y-auto"
          head={
            <>
              <Th>{comparisonTabWords.stream}</Th>
              <Th numeric>{comparisonTabWords.before}</Th>
              <Th numeric>{comparisonTabWords.thisOne}</Th>
              <Th numeric>{comparisonTabWords.difference}</Th>
            </>
          }
        >
          {streams.map(({ stream, before, after, schemaChanged }) => (
            <Tr key={stream}>
              <Td className="font-medium break-all">
                {stream}
                {schemaChanged === true && (
                  <span className="block text-xs font-normal text-caution">
                    {comparisonTabWords.schemaChanged}
                  </span>
                )}
              </Td>
              <Td numeric className="tabular">
                {formatNumber(before)}
              </Td>
              <Td numeric className="tabular">
                {formatNumber(after)}
              </Td>
              <Td numeric className="tabular text-text-soft">
                {before === null
                  ? comparisonTabWords.new
                  : after === null
                    ? comparisonTabWords.missing
                    : formatChange({ before, after })}
              </Td>
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}

/** Formats the change: `−40%`, `+12%`, `the same`, or "" if it is unknown. */
function formatChange({ before, after }: Compared<number>): string {
  if (before === null || after === null) return ''
  if (before === after) return comparisonTabWords.same
  if (before === 0) return comparisonTabWords.noneBefore
  const perCent = Math.round(((after - before) / before) * 100)
  return perCent === 0
    ? comparisonTabWords.aboutSame
    : `${perCent > 0 ? '+' : '−'}${formatNumber(Math.abs(perCent))}%`
}
