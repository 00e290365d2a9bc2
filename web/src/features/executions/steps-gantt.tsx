import type { Execution, Step } from '@flx/shared/execution'
import { clsx } from 'clsx'

import { useNow } from '#web/lib/clock.tsx'
import { formatDuration } from '#web/lib/format.ts'
import { Section } from '#web/ui/card.tsx'

import { pluginWords } from './execution-facts.tsx'

const BARS: Record<Step['status'], string> = {
  waiting: 'bg-line',
  running: 'bg-status-running-bar',
  success: 'bg-status-success-bar',
  failed: 'bg-status-failed-bar',
  cancelled: 'bg-status-cancelled-bar',
  skipped: 'bg-line',
}

/** The steps over time. A table to assistive technology: name, bar, what became of it. */
export function StepsGantt({ execution }: { execution: Execution }) {
  const now = useNow()
  const start = Date.parse(execution.startedAt ?? execution.queuedAt)
  const end = execution.finishedAt === null ? Math.max(now, start + 1000) : Date.parse(execution.finishedAt)
  const span = Math.max(1, end - start)
  return (
    <Section title="Steps">
      {execution.steps.length === 0 ? (
        <p className="py-4 text-sm text-text-faint">
          {execution.status === 'pending'
            ? 'The steps appear when the execution starts.'
            : 'No step was started.'}
        </p>
      ) : (
        <table className="w-full table-fixed text-sm">
          {/* The heading is out of the flow, so that the widths cannot come from it. */}
          <colgroup>
            <col className="w-2/5 sm:w-1/3" />
            <col />
            <col className="w-28" />
          </colgroup>
          <thead className="sr-only">
            <tr>
              <th>Step</th>
              <th>When</th>
              <th>Result</th>
            </tr>
          </thead>
          <tbody>
            {execution.steps.map((step) => (
              <tr key={`${step.kind} ${step.plugin}`} data-step={step.kind} data-step-status={step.status}>
                <th scope="row" className="py-1.5 pr-3 text-left font-normal">
                  <span className="block truncate" title={`${step.kind} ${pluginWords(step)}`}>
                    {step.kind} <span className="text-text-faint">{step.plugin}</span>
                    {step.version !== undefined && step.version !== '' && (
                      <span className="tabular text-text-faint"> {step.version}</span>
                    )}
                  </span>
                </th>
                <td className="py-1.5" aria-label={step.status}>
                  <span aria-hidden className="block h-3.5 overflow-hidden rounded-sm bg-sunken">
                    <span
                      className={clsx('block h-full min-w-1 rounded-sm', BARS[step.status])}
                      style={placeOf(step, start, span, end)}
                    />
                  </span>
                </td>
                <td className="tabular py-1.5 pl-3 text-right whitespace-nowrap text-text-soft">
                  {resultOf(step, now)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function placeOf(step: Step, start: number, span: number, end: number) {
  if (step.startedAt === null) return { width: 0, minWidth: 0 }
  const from = Math.max(0, Date.parse(step.startedAt) - start)
  const to = (step.finishedAt === null ? end : Date.parse(step.finishedAt)) - start
  const left = Math.min(99, (from / span) * 100)
  return {
    marginLeft: `${left}%`,
    width: `${Math.min(100 - left, Math.max(0, ((to - from) / span) * 100))}%`,
  }
}

function resultOf(step: Step, now: number): string {
  if (step.status === 'waiting') return 'waiting'
  if (step.status === 'skipped') return step.kind === 'discover' ? 'from the cache' : 'not started'
  if (step.startedAt === null) return step.status
  const to = step.finishedAt === null ? now : Date.parse(step.finishedAt)
  const took = formatDuration((to - Date.parse(step.startedAt)) / 1000)
  if (step.status !== 'failed') return took
  return `${step.signal ?? (step.exitCode === null ? 'failed' : `exit ${step.exitCode}`)} · ${took}`
}
