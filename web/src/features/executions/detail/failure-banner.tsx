import type { Execution } from '@flx/shared/executions/execution'
import type { ExecutionComparison } from '@flx/shared/executions/execution-comparison'
import { ArrowDown, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { formatNumber } from '#web/lib/format.ts'
import { StateBadge } from '#web/parts/causes/state-badge.tsx'
import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { paths } from '#web/paths.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { failureBannerWords as WORDS } from '../words.ts'
import { pluginWords } from './execution-facts.tsx'

/** The number of settings that the banner shows. The comparison has all of them. */
const SHOWN = 3

/** Why the execution failed, in its own words, and the changes since the last success. */
export function FailureBanner({
  execution,
  comparison,
  isComparing,
}: {
  execution: Execution
  comparison: ExecutionComparison | undefined
  /** The comparison is still loading. */
  isComparing: boolean
}) {
  const { errorMessage, errorLines, id, cause } = execution
  const line = errorLines.at(-1)
  const failedStep = execution.steps.find(({ status }) => status === 'failed')
  const showsLine = line !== undefined && errorMessage?.includes(line.text.trim()) !== true
  return (
    <section
      aria-label={WORDS.label}
      className="mb-3 overflow-hidden rounded-lg border border-status-failed/40 bg-surface text-sm"
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 bg-status-failed-soft px-4 py-3">
        <div className="flex min-w-0 grow basis-80 items-start gap-2 text-status-failed">
          <CircleX aria-hidden className="mt-0.5 size-4 shrink-0" />
          <div className="min-w-0">
            <p className="font-semibold wrap-anywhere">{errorMessage}</p>
            {showsLine && <p className="mt-1 font-mono text-xs/5 wrap-anywhere text-text">{line.text}</p>}
            <p className="mt-0.5 text-xs">
              {[
                failedStep === undefined ? '' : `${failedStep.kind}, ${failedStep.plugin}`,
                line === undefined ? '' : WORDS.logLine(line.line),
              ]
                .filter((part) => part !== '')
                .join(', ')}
            </p>
          </div>
        </div>
        {line !== undefined && (
          <Link to={paths.logLine(id, line.line)} className={buttonClass({ size: 'small' })}>
            <ArrowDown aria-hidden className="size-4" />
            {WORDS.line(line.line)}
          </Link>
        )}
      </div>
      {cause !== null && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 text-xs">
          <span className="text-text-faint">{WORDS.cause}</span>
          <StateBadge state={cause.state} />
          <Link
            to={paths.failures({ cause: cause.id })}
            className="touch inline-flex min-w-0 items-center font-medium wrap-anywhere text-accent hover:underline"
          >
            {cause.title}
          </Link>
          <span className="tabular text-text-soft">{WORDS.failures(cause.failures)}</span>
        </p>
      )}
      {comparison !== undefined && <ChangesSinceSuccess execution={execution} comparison={comparison} />}
      {isComparing && <Comparing />}
    </section>
  )
}

const CELLS =
  'grid grid-cols-1 text-xs sm:grid-cols-2 xl:auto-cols-fr xl:grid-flow-col xl:grid-cols-none xl:divide-x xl:divide-line'

/** Stands for the changes while they load. */
function Comparing() {
  return (
    <dl aria-busy className={CELLS}>
      {[WORDS.whatChanged, WORDS.configuration, WORDS.records].map((name) => (
        <Cell key={name} name={name}>
          <Skeleton className="h-4 w-32 max-w-full" />
        </Cell>
      ))}
    </dl>
  )
}

/** Changes of plugins, schemas, settings and records since the last success. */
function ChangesSinceSuccess({
  execution,
  comparison,
}: {
  execution: Execution
  comparison: ExecutionComparison
}) {
  const { baseline: before } = comparison
  if (before === null) return <p className="px-4 py-2.5 text-xs text-text-faint">{WORDS.noSuccess}</p>
  const versions = comparison.steps.flatMap(({ kind, before: old, after }) => {
    const [from, to] = [old, after].map((side) => (side === null ? '' : pluginWords(side)))
    return from === to || kind === 'discover' || from === '' || to === '' ? [] : [{ kind, from, to }]
  })
  const schemas = comparison.streams.filter(({ schemaChanged }) => schemaChanged === true)
  const { configuration } = comparison
  const records = { before: before.recordsProcessed, after: execution.recordsProcessed }
  return (
    <dl className={CELLS}>
      <Cell name={<strong className="font-semibold text-text">{WORDS.whatChanged}</strong>}>
        <span className="text-text-soft">
          <RelativeTime at={before.finishedAt ?? before.queuedAt} />{' '}
        </span>
        <Link
          to={paths.execution(execution.id, 'compare')}
          preventScrollReset
          className="font-medium text-accent hover:underline"
        >
          {WORDS.compare}
        </Link>
      </Cell>
      {versions.length > 0 && (
        <Cell name={WORDS.versions}>
          {versions.map(({ kind, from, to }) => (
            <span key={kind} className="block font-mono wrap-anywhere">
              <del className="text-text-faint">{from}</del> →{' '}
              <ins className="font-semibold no-underline">{to}</ins>
            </span>
          ))}
        </Cell>
      )}
      {schemas.length > 0 && (
        <Cell name={WORDS.schemas}>
          <span className="font-mono wrap-anywhere text-caution">
            {schemas.map(({ stream }) => stream).join(', ')}
          </span>
        </Cell>
      )}
      {configuration.length > 0 && (
        <Cell name={WORDS.configuration}>
          <ChangeList changes={configuration.slice(0, SHOWN)} />
          {configuration.length > SHOWN && (
            <span className="text-text-faint">{WORDS.more(configuration.length - SHOWN)}</span>
          )}
        </Cell>
      )}
      {versions.length + schemas.length + configuration.length === 0 && (
        <Cell name={WORDS.sameTitle}>
          <span className="text-text-soft">{WORDS.same}</span>
        </Cell>
      )}
      <Cell name={WORDS.records}>
        <span className="tabular">
          {records.before !== null && records.before > 0 && records.after !== null && (
            <strong className="mr-2 font-semibold">
              {percentage((records.after - records.before) / records.before)}
            </strong>
          )}
          <span className="text-text-soft">
            {formatNumber(records.before)} → {formatNumber(records.after)}
          </span>
        </span>
      </Cell>
    </dl>
  )
}

const percentage = (change: number): string => {
  const perCent = Math.round(change * 100)
  return `${perCent > 0 ? '+' : perCent < 0 ? '−' : ''}${formatNumber(Math.abs(perCent))}%`
}

function Cell({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0 px-4 py-2.5">
      <dt className="text-text-faint">{name}</dt>
      <dd className="mt-0.5">{children}</dd>
    </div>
  )
}
