import type { Execution } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import { isFinished } from '@flx/shared/executions/execution-status'
import type { ExecutionComparison } from '@flx/shared/executions/execution-comparison'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'

import { executions } from '#web/api/executions/executions.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { formatDuration, formatTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { Section } from '#web/ui/card.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'

import { pluginWords } from '../execution-facts.tsx'
import { stepsCardWords as WORDS } from './words.ts'
import { BARS } from './step-bars.ts'
import { BusyStrip } from './busy-strip.tsx'
import { GanttRow, type Stretch } from './gantt-row.tsx'
import { formatElapsed, timeScale, type TimeScale } from './time-scale.ts'
import { TransformRows } from './transform-rows.tsx'

/** With more parts than this, only failed ones are shown until the user asks for all. */
const SHOWN_PARTS = 12
/**
 * The last success is cut off at this multiple of the execution's duration, so that the execution stays
 * readable.
 */
const LONGEST_GHOST = 3

type AxisKind = 'elapsed' | 'clock'

/**
 * The steps over time, compared with the last success, and how busy each process was. Assistive technology
 * sees a table.
 */
export function StepsCard({
  execution,
  comparison,
  className,
}: {
  execution: Execution
  comparison: ExecutionComparison | undefined
  className?: string
}) {
  const now = useNow()
  const zone = useTimeZone()
  const [axis, setAxis] = useState<AxisKind>('elapsed')
  const { steps, expectedSeconds } = execution
  const start = Date.parse(execution.startedAt ?? execution.queuedAt)
  const ownSeconds = secondsOf(execution, start, now)
  const ghosts = steps.map((step) => ghostOf(step, comparison))
  const ghostEnd = Math.max(
    0,
    ...ghosts.map((ghost) => (ghost === undefined ? 0 : ghost.from + ghost.seconds)),
  )
  const scale = timeScale(Math.max(ownSeconds, Math.min(ghostEnd, ownSeconds * LONGEST_GHOST), 1) * 1.01)
  const usualText = expectedSeconds === null ? '' : WORDS.usually(formatDuration(expectedSeconds))
  return (
    <Section
      title={WORDS.steps}
      className={clsx('min-w-0', className)}
      aside={
        steps.length > 0 && (
          <div className="flex grow flex-wrap items-center justify-between gap-x-4 gap-y-2 text-xs">
            <span className="tabular text-text-soft">
              {WORDS.fromTo(
                formatTime(new Date(start).toISOString(), zone),
                execution.finishedAt === null
                  ? null
                  : formatTime(new Date(start + ownSeconds * 1000).toISOString(), zone),
              )}
              {usualText}
            </span>
            <span className="flex flex-wrap items-center gap-3 text-text-soft">
              {ghostEnd > 0 && (
                <span className="inline-flex items-center gap-1.5">
                  <span aria-hidden className="h-2.5 w-4 rounded-xs border border-line-strong/60" />
                  {WORDS.lastSuccess}
                </span>
              )}
              <Segmented
                label={WORDS.axis}
                options={[
                  { key: 'elapsed', label: WORDS.elapsed },
                  { key: 'clock', label: WORDS.clock },
                ]}
                chosen={axis}
                onChoose={setAxis}
              />
            </span>
          </div>
        )
      }
    >
      {steps.length === 0 ? (
        <p className="py-4 text-sm text-text-faint">
          {execution.status === 'pending' ? WORDS.notStarted : WORDS.none}
        </p>
      ) : (
        <table className="w-full table-fixed text-sm">
          <colgroup>
            <col className="w-24 sm:w-48" />
            <col />
            <col className="w-20 sm:w-28" />
          </colgroup>
          <thead>
            <tr>
              <th>
                <span className="sr-only">{WORDS.step}</span>
              </th>
              <th className="p-0 font-normal">
                <span className="sr-only">{WORDS.when}</span>
                <Axis scale={scale} kind={axis} start={start} zone={zone} />
              </th>
              <th>
                <span className="sr-only">{WORDS.result}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {steps.map((step, index) => (
              <StepRows
                key={`${step.kind} ${step.plugin}`}
                {...{ execution, step, start, now, scale }}
                ghost={ghosts[index]}
              />
            ))}
          </tbody>
          <BusyStrip execution={execution} scale={scale} />
        </table>
      )}
    </Section>
  )
}

function Axis({
  scale,
  kind,
  start,
  zone,
}: {
  scale: TimeScale
  kind: AxisKind
  start: number
  zone: string | undefined
}) {
  return (
    <span aria-hidden className="tabular relative block h-5 text-2xs text-text-faint">
      {scale.ticks.map((tick, index) => (
        <span
          key={tick}
          className={clsx(
            'absolute whitespace-nowrap',
            index > 0 && '-translate-x-1/2',
            index % (kind === 'clock' ? 2 : 1) === 1 && 'max-lg:hidden',
            index % 3 !== 0 && 'max-sm:hidden',
          )}
          style={{ left: `${(tick / scale.seconds) * 100}%` }}
        >
          {kind === 'elapsed'
            ? formatElapsed(tick)
            : formatTime(new Date(start + tick * 1000).toISOString(), zone)}
        </span>
      ))}
    </span>
  )
}

function StepRows({
  execution,
  step,
  start,
  now,
  scale,
  ghost,
}: {
  execution: Execution
  step: Step
  start: number
  now: number
  scale: TimeScale
  ghost: Stretch | undefined
}) {
  const isTransform = step.kind === 'transform'
  const query = useQuery({
    ...executions.transform(execution.id),
    enabled: isTransform && step.status !== 'waiting',
  })
  const nodes = (isTransform && query.data?.nodes) || []
  const [open, setOpen] = useState<boolean | null>(null)
  const isShort = nodes.length <= SHOWN_PARTS
  const isOpen = open ?? isShort
  const failedNodes = nodes.filter(({ status }) => status === 'failed').slice(0, SHOWN_PARTS)
  const shownNodes = isOpen ? nodes : failedNodes
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <>
      <GanttRow
        data-step={step.kind}
        data-step-status={step.status}
        scale={scale}
        name={
          <span className="flex items-center" title={`${step.kind} ${pluginWords(step)}`}>
            {nodes.length > 0 && (
              <button
                type="button"
                aria-expanded={isOpen}
                aria-label={WORDS.parts(nodes.length)}
                onClick={() => setOpen(!isOpen)}
                className="mr-1 -ml-5 inline-flex size-4 shrink-0 items-center justify-center rounded-xs text-text-faint hover:bg-hover hover:text-text"
              >
                <Chevron aria-hidden className="size-3.5" />
              </button>
            )}
            <span className="truncate">
              {step.kind} <span className="text-xs text-text-faint max-sm:hidden">{step.plugin}</span>
            </span>
          </span>
        }
        label={step.status}
        bar={stretchOf(step, start, now)}
        ghost={ghost}
        barClass={BARS[step.status]}
        result={resultOf(step, now)}
        resultClass={step.status === 'failed' ? 'text-status-failed' : 'text-text-soft'}
        title={step.note}
      />
      <TransformRows nodes={shownNodes} step={step} start={start} now={now} scale={scale} />
    </>
  )
}

function secondsOf(execution: Execution, start: number, now: number): number {
  if (execution.durationSeconds !== null) return execution.durationSeconds
  const end = execution.finishedAt === null ? now : Date.parse(execution.finishedAt)
  return isFinished(execution.status) || execution.status === 'running'
    ? Math.max(1, (end - start) / 1000)
    : 1
}

function stretchOf({ startedAt, finishedAt }: Step, start: number, now: number): Stretch | undefined {
  if (startedAt === null) return undefined
  const from = Date.parse(startedAt)
  const to = finishedAt === null ? now : Date.parse(finishedAt)
  return { from: (from - start) / 1000, seconds: Math.max(0, (to - from) / 1000) }
}

/** Returns the same step of the last success. */
function ghostOf(step: Step, comparison: ExecutionComparison | undefined): Stretch | undefined {
  const pair = comparison?.steps.find(
    ({ kind, after }) => kind === step.kind && (kind !== 'map' || after?.plugin === step.plugin),
  )
  const { startsAfterSeconds: from = null, seconds = null } = pair?.before ?? {}
  return from === null || seconds === null ? undefined : { from, seconds }
}

function resultOf(step: Step, now: number): string {
  if (step.status === 'waiting') return WORDS.waiting
  if (step.status === 'skipped' && step.note !== undefined) return WORDS.loadedBefore
  if (step.status === 'skipped') return step.kind === 'discover' ? WORDS.fromCache : WORDS.notStartedLabel
  if (step.startedAt === null) return step.status
  const to = step.finishedAt === null ? now : Date.parse(step.finishedAt)
  const duration = formatDuration((to - Date.parse(step.startedAt)) / 1000)
  if (step.status !== 'failed') return duration
  return `${step.signal ?? (step.exitCode === null ? WORDS.failed : WORDS.exitCode(step.exitCode))} · ${duration}`
}
