import { bottleneckOf, busySteps, type BusyStep } from '@flx/shared/executions/effort'
import type { Execution } from '@flx/shared/executions/execution'
import type { Effort } from '@flx/shared/executions/step'
import { clsx } from 'clsx'

import { formatDuration } from '#web/lib/format.ts'

import { busyStripWords as WORDS } from './words.ts'
import { gridOf, type Stretch } from './gantt-row.tsx'
import { placeOn, type TimeScale } from './time-scale.ts'

/** The process of the pipe that the others waited for, second by second, with a sentence about it. */
export function BusyStrip({ execution, scale }: { execution: Execution; scale: TimeScale }) {
  const programs = busySteps(execution.steps)
  if (programs.length < 2) return null
  const bottleneck = bottleneckOf(execution.steps)
  return (
    <tbody data-busy>
      <tr>
        <th
          scope="row"
          className="border-t border-line pt-2 pr-3 pb-1 pl-6 text-left align-top text-xs font-semibold"
        >
          {WORDS.bottleneck}
        </th>
        <td colSpan={2} className="border-t border-line pt-2 pb-1 text-xs text-text-soft">
          <BottleneckSentence execution={execution} bottleneck={bottleneck} />
        </td>
      </tr>
      {programs.map((program) => {
        const isBottleneck = program.effort === bottleneck?.effort
        return (
          <tr key={`${program.kind} ${program.plugin}`} className="text-xs">
            <th
              scope="row"
              className={clsx(
                'py-0 pr-3 pl-6 text-left',
                isBottleneck ? 'font-semibold' : 'font-normal text-text-soft',
              )}
            >
              <span className="block truncate" title={program.plugin}>
                {WORDS.programs[program.kind]}
              </span>
            </th>
            <td aria-hidden className="p-0">
              <span className="relative block h-4" style={{ backgroundImage: gridOf(scale) }}>
                <span
                  className="absolute inset-y-0.75 rounded-xs"
                  style={stripOf(program.effort, stretchOf(execution, program), scale)}
                />
              </span>
            </td>
            <td
              className={clsx(
                'tabular py-0 pl-3 text-right whitespace-nowrap',
                isBottleneck ? 'font-semibold' : 'text-text-soft',
              )}
            >
              {WORDS.busy(perCent(program.effort.busy))}
            </td>
          </tr>
        )
      })}
    </tbody>
  )
}

function BottleneckSentence({
  execution,
  bottleneck,
}: {
  execution: Execution
  bottleneck: BusyStep | undefined
}) {
  if (bottleneck === undefined) return <>{WORDS.none}</>
  const { kind, effort } = bottleneck
  const others = busySteps(execution.steps).filter((other) => other.effort !== effort)
  const waitTime = formatDuration(stretchOf(execution, bottleneck).seconds * effort.busy)
  const [only, ...more] = others
  return (
    <>
      <strong className="font-semibold text-text">
        {WORDS.mostBusy(WORDS.programs[kind], perCent(effort.busy))}
      </strong>{' '}
      {only !== undefined && more.length === 0
        ? WORDS.oneWaited(WORDS.programs[only.kind], waitTime)
        : WORDS.othersWaited(waitTime)}
    </>
  )
}

const perCent = (share: number): string => String(Math.round(share * 100))

/** Returns when a process was working, in seconds from the start of the execution. */
function stretchOf({ steps, startedAt }: Execution, { kind, plugin, effort }: BusyStep): Stretch {
  const step = steps.find((candidate) => candidate.kind === kind && candidate.plugin === plugin)
  const measuredSeconds = effort.points.length * effort.pointSeconds
  if (startedAt === null || step === undefined || step.startedAt === null || step.finishedAt === null) {
    return { from: 0, seconds: measuredSeconds }
  }
  const [start, from, to] = [startedAt, step.startedAt, step.finishedAt].map((at) => Date.parse(at) / 1000)
  return { from: (from ?? 0) - (start ?? 0), seconds: (to ?? 0) - (from ?? 0) }
}

/**
 * Draws the points as one gradient with hard stops: the busier, the stronger. The last point can be shorter.
 */
function stripOf({ points, pointSeconds }: Effort, { from, seconds }: Stretch, scale: TimeScale) {
  const { left, width } = placeOn(scale, from, Math.min(seconds, points.length * pointSeconds))
  const edgeOf = (index: number) =>
    `${Math.min(100, ((index * pointSeconds) / Math.max(0.001, seconds)) * 100).toFixed(2)}%`
  const stops = points.map(
    (point, index) =>
      `color-mix(in srgb, var(--accent) ${8 + Math.round(point * 0.84)}%, var(--sunken)) ${edgeOf(index)} ${edgeOf(index + 1)}`,
  )
  return {
    left: `${left}%`,
    width: `${width}%`,
    minWidth: 3,
    backgroundImage: `linear-gradient(to right, ${stops.join(', ')})`,
  }
}
