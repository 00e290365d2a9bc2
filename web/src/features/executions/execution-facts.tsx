import type { Execution, Step } from '@flx/shared/execution'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { formatDateTime, formatDuration, formatNumber } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { CopyButton } from '#web/ui/code-block.tsx'
import { Section } from '#web/ui/card.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Duration } from '#web/ui/time.tsx'

import { TRIGGER_WORDS } from './list/execution-search.ts'

const OUTCOME_WORDS: Record<NonNullable<Execution['outcome']>, string> = {
  completed: 'Completed',
  errored: 'Ended with an error',
  cancelled: 'Cancelled by a person or the API',
  'timed-out': 'Timed out',
  interrupted: 'Interrupted: the server or its worker went away',
}

/** Everything that is known about an execution and is not a figure. */
export function FactsTab({ execution }: { execution: Execution }) {
  const zone = useTimeZone()
  const { id, options } = execution
  const time = (at: string | null) => (at === null ? '—' : formatDateTime(at, zone))
  const asked = [
    execution.fullRefresh ? 'full refresh' : 'incremental',
    ...(options.streams === null ? [] : [`only the streams ${options.streams.join(', ')}`]),
    ...(options.limitRecords === null ? [] : [`the first ${formatNumber(options.limitRecords)} records`]),
    ...(options.settings.length === 0 ? [] : [`own settings: ${options.settings.join(', ')}`]),
  ]
  const items: { label: string; value: ReactNode }[] = [
    {
      label: 'Id',
      value: (
        <span className="inline-flex items-center gap-1">
          <code className="font-mono text-xs break-all">{id}</code>
          <CopyButton text={id} label="Copy the id" className="-my-1.5" />
        </span>
      ),
    },
    {
      label: 'Pipeline',
      value: (
        <Link to={paths.pipeline(execution.pipelineId)} className="text-accent hover:underline">
          {execution.pipelineName}
        </Link>
      ),
    },
    { label: 'Trigger', value: TRIGGER_WORDS[execution.trigger] },
    { label: 'Triggered by', value: execution.triggeredBy ?? 'System' },
    { label: 'Asked for', value: asked.join(' · ') },
    { label: 'Queued', value: time(execution.queuedAt) },
    ...(execution.notBefore === null ? [] : [{ label: 'Not before', value: time(execution.notBefore) }]),
    { label: 'Started', value: time(execution.startedAt) },
    { label: 'Waited', value: waited(execution) },
    { label: 'Finished', value: time(execution.finishedAt) },
    { label: 'Duration', value: <Duration execution={execution} /> },
    ...(execution.cancelRequestedAt === null
      ? []
      : [{ label: 'Cancel asked for', value: time(execution.cancelRequestedAt) }]),
    ...(execution.forceRequestedAt === null
      ? []
      : [{ label: 'Force kill asked for', value: time(execution.forceRequestedAt) }]),
    { label: 'Outcome', value: execution.outcome === null ? '—' : OUTCOME_WORDS[execution.outcome] },
    {
      label: 'Attempt',
      value: `${execution.attempt} of ${Math.max(execution.attempt, execution.maxAttempts)}`,
    },
    { label: 'Worker', value: execution.worker ?? '—' },
    { label: 'Log lines', value: formatNumber(execution.logLines) },
  ]
  return (
    <div className="grid grid-cols-1 gap-3 lg:grid-cols-2">
      <Section title="Facts">
        <KeyValue items={items} />
      </Section>
      <Section title="Plugins used" className="self-start">
        {execution.steps.length === 0 ? (
          <p className="text-sm text-text-faint">They are known when the execution starts.</p>
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

/** Name, variant and version, as far as they are known. */
export const pluginWords = ({
  plugin,
  variant = '',
  version = '',
}: Pick<Step, 'plugin' | 'variant' | 'version'>) =>
  [plugin, variant === '' ? '' : `(${variant})`, version].filter((part) => part !== '').join(' ')

function waited({ queuedAt, startedAt }: Execution): string {
  if (startedAt === null) return '—'
  return formatDuration((Date.parse(startedAt) - Date.parse(queuedAt)) / 1000)
}
