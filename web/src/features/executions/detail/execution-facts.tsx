import type { Execution } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { formatDateTime, formatDuration, formatNumber } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { CopyButton } from '#web/ui/code-block.tsx'
import { Section } from '#web/ui/card.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Duration } from '#web/ui/time.tsx'

import { TRIGGER_WORDS } from '#web/parts/execution-filters/words.ts'
import { PRIORITY_WORDS, priorityWords } from '#web/parts/queue/words.ts'
import { executionDetailsWords } from '../words.ts'

const OUTCOME_WORDS: Record<NonNullable<Execution['outcome']>, string> = {
  completed: executionDetailsWords.completed,
  errored: executionDetailsWords.errored,
  cancelled: executionDetailsWords.cancelledBy,
  'timed-out': executionDetailsWords.timedOut,
  interrupted: executionDetailsWords.interrupted,
}

/** Everything known about an execution except its figures. */
export function FactsTab({ execution }: { execution: Execution }) {
  const zone = useTimeZone()
  const { id, options } = execution
  const timeText = (at: string | null) => (at === null ? '—' : formatDateTime(at, zone))
  const modeParts = [
    execution.fullRefresh ? executionDetailsWords.fullRefresh : 'incremental',
    ...(options.streams === null ? [] : [executionDetailsWords.streams(options.streams.join(', '))]),
    ...(options.limitRecords === null ? [] : [executionDetailsWords.firstRecords(options.limitRecords)]),
    ...(options.settings.length === 0 ? [] : [executionDetailsWords.settings(options.settings.join(', '))]),
  ]
  const items: { label: string; value: ReactNode }[] = [
    {
      label: executionDetailsWords.id,
      value: (
        <span className="inline-flex items-center gap-1">
          <code className="font-mono text-xs break-all">{id}</code>
          <CopyButton text={id} label={executionDetailsWords.copyId} className="-my-1.5" />
        </span>
      ),
    },
    {
      label: executionDetailsWords.pipeline,
      value: (
        <Link to={paths.pipeline(execution.pipelineId)} className="text-accent hover:underline">
          {execution.pipelineName}
        </Link>
      ),
    },
    { label: executionDetailsWords.trigger, value: TRIGGER_WORDS[execution.trigger] },
    { label: executionDetailsWords.startedBy, value: execution.triggeredBy ?? executionDetailsWords.system },
    { label: executionDetailsWords.mode, value: modeParts.join(' · ') },
    { label: priorityWords.priority, value: PRIORITY_WORDS[execution.priority] },
    { label: executionDetailsWords.queued, value: timeText(execution.queuedAt) },
    ...(execution.notBefore === null
      ? []
      : [{ label: executionDetailsWords.notBefore, value: timeText(execution.notBefore) }]),
    { label: executionDetailsWords.started, value: timeText(execution.startedAt) },
    { label: executionDetailsWords.waited, value: waitDuration(execution) },
    { label: executionDetailsWords.finished, value: timeText(execution.finishedAt) },
    { label: executionDetailsWords.duration, value: <Duration execution={execution} /> },
    ...(execution.cancelRequestedAt === null
      ? []
      : [{ label: executionDetailsWords.cancelRequested, value: timeText(execution.cancelRequestedAt) }]),
    ...(execution.forceRequestedAt === null
      ? []
      : [{ label: executionDetailsWords.killRequested, value: timeText(execution.forceRequestedAt) }]),
    {
      label: executionDetailsWords.outcome,
      value: execution.outcome === null ? '—' : OUTCOME_WORDS[execution.outcome],
    },
    {
      label: executionDetailsWords.attempt,
      value: executionDetailsWords.attemptOf(
        execution.attempt,
        Math.max(execution.attempt, execution.maxAttempts),
      ),
    },
    { label: executionDetailsWords.worker, value: execution.worker ?? '—' },
    { label: executionDetailsWords.logLines, value: formatNumber(execution.logLines) },
  ]
  return (
    <div className="grid grid-cols-1 gap-3 lg:grid-cols-2">
      <Section title={executionDetailsWords.details}>
        <KeyValue items={items} />
      </Section>
      <Section title={executionDetailsWords.pluginsUsed} className="self-start">
        {execution.steps.length === 0 ? (
          <p className="text-sm text-text-faint">{executionDetailsWords.noPlugins}</p>
        ) : (
          <KeyValue
            items={execution.steps
              .filter((step) => step.kind !== 'discover')
              .map((step) => ({ label: step.kind, value: pluginWords(step) }))}
          />
        )}
      </Section>
    </div>
  )
}

/** Formats the known ones of name, variant and version. */
export const pluginWords = ({
  plugin,
  variant = '',
  version = '',
}: Pick<Step, 'plugin' | 'variant' | 'version'>) =>
  [plugin, variant === '' ? '' : `(${variant})`, version].filter((part) => part !== '').join(' ')

function waitDuration({ queuedAt, startedAt }: Execution): string {
  if (startedAt === null) return '—'
  return formatDuration((Date.parse(startedAt) - Date.parse(queuedAt)) / 1000)
}
