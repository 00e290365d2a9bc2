import type { SeriesPoint } from '@flx/shared/operations/statistics'
import type { ReactNode } from 'react'
import { Area, Bar, CartesianGrid, ComposedChart, Line, Tooltip, XAxis, YAxis } from 'recharts'

import { formatCompact, formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { durationTicks, tickDuration } from '#web/lib/scale.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { chartsWords } from './words.ts'

export type ChartKind = 'outcomes' | 'duration' | 'records'

/** A bar of the series with its labels. */
export interface ChartPoint extends SeriesPoint {
  tick: string
  words: string
}

const AXIS = { fill: 'var(--text-faint)', fontSize: '0.6875rem' }
const SIDE = { axisLine: false, tickLine: false, tick: AXIS, tickCount: 4 } as const
const STACK = [
  { key: 'failed', label: chartsWords.legend.failed },
  { key: 'cancelled', label: chartsWords.legend.cancelled },
  { key: 'success', label: chartsWords.legend.success },
] as const

/**
 * The charts of the dashboard, for sighted users only: the table view has the same figures. A click opens the
 * executions behind a bar.
 */
export default function SeriesChart({
  kind,
  points,
  floor,
  onOpen,
}: {
  kind: ChartKind
  points: ChartPoint[]
  /** The lower end of the success rate's scale, in per cent. */
  floor: number
  onOpen: (point: SeriesPoint, status: 'success' | 'failed' | 'cancelled' | null) => void
}) {
  const open = (status: 'success' | 'failed' | 'cancelled' | null) => (_bar: unknown, index: number) => {
    const point = points[index]
    if (point !== undefined) onOpen(point, status)
  }
  const ticks = durationTicks(
    Math.max(0, ...points.flatMap((point) => point.p95DurationSeconds ?? point.p50DurationSeconds ?? [])),
  )
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const bar = { isAnimationActive: false, maxBarSize: 40, className: 'cursor-pointer' } as const
  const line = { isAnimationActive: false, strokeWidth: 1.75, type: 'linear' } as const
  /** Shows a dot for a single point, because a line through it is invisible. */
  const seriesProps = (key: 'successRate' | 'p50DurationSeconds' | 'p95DurationSeconds') => ({
    dataKey: key,
    dot: points.filter((point) => point[key] !== null).length < 2 && { r: 3, strokeDasharray: 'none' },
  })
  return (
    <div aria-hidden className="h-full">
      <ComposedChart
        responsive
        data={points}
        margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
        style={{ width: '100%', height: '100%' }}
        accessibilityLayer={false}
        barCategoryGap="15%"
        onClick={(state) => {
          const point = points[Number(state.activeTooltipIndex)]
          if (kind === 'duration' && point !== undefined) onOpen(point, null)
        }}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="tick"
          axisLine={{ stroke: 'var(--line)' }}
          tickLine={false}
          tick={AXIS}
          minTickGap={24}
          interval="equidistantPreserveStart"
          // Lines start and end at the very edge, where a dot would be cut off.
          padding={kind === 'duration' ? { left: 6, right: 6 } : { left: 0, right: 0 }}
        />
        <YAxis
          {...SIDE}
          yAxisId="left"
          width={(kind === 'duration' ? 3.8 : 3) * rem}
          allowDecimals={false}
          {...(kind === 'duration'
            ? { ticks, domain: [0, ticks.at(-1) ?? 1], interval: 0, tickFormatter: tickDuration }
            : { tickFormatter: formatCompact })}
        />
        {kind === 'outcomes' && (
          <YAxis
            {...SIDE}
            yAxisId="rate"
            orientation="right"
            width={3.2 * rem}
            domain={[floor, 100]}
            ticks={[floor, (floor + 100) / 2, 100]}
            tickFormatter={(tick: number) => `${tick}%`}
          />
        )}
        <Tooltip cursor={{ fill: 'var(--hover)' }} isAnimationActive={false} content={<Tip kind={kind} />} />
        {kind === 'outcomes' &&
          STACK.map(({ key }) => (
            <Bar
              {...bar}
              key={key}
              yAxisId="left"
              stackId="outcomes"
              dataKey={key}
              fill={STATUS_LOOKS[key].color}
              onClick={open(key)}
            />
          ))}
        {kind === 'outcomes' && (
          <Line
            {...line}
            {...seriesProps('successRate')}
            yAxisId="rate"
            stroke="var(--accent)"
            connectNulls
          />
        )}
        {kind === 'records' && (
          <Bar
            {...bar}
            yAxisId="left"
            dataKey="recordsProcessed"
            fill="var(--accent)"
            radius={[2, 2, 0, 0]}
            onClick={open(null)}
          />
        )}
        {kind === 'duration' && (
          <Area
            {...line}
            {...seriesProps('p95DurationSeconds')}
            yAxisId="left"
            stroke="var(--accent)"
            strokeDasharray="4 3"
            fill="var(--accent-soft)"
            connectNulls
          />
        )}
        {kind === 'duration' && (
          <Line
            {...line}
            {...seriesProps('p50DurationSeconds')}
            yAxisId="left"
            stroke="var(--accent)"
            connectNulls
          />
        )}
      </ComposedChart>
    </div>
  )
}

function Tip({ kind, payload }: { kind: ChartKind; payload?: readonly { payload?: ChartPoint }[] }) {
  const point = payload?.[0]?.payload
  if (point === undefined) return null
  return (
    <div className="rounded-md border border-line bg-surface-raised px-3 py-2 text-xs shadow-high">
      <div className="mb-1 font-medium">{point.words}</div>
      <dl className="tabular grid grid-cols-[auto_auto] gap-x-4 gap-y-0.5 text-text-soft">
        {figuresOf(kind, point).map(([label, value]) => (
          <div key={label} className="contents">
            <dt>{label}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function figuresOf(kind: ChartKind, point: ChartPoint): [string, ReactNode][] {
  if (kind === 'records') return [[chartsWords.records, formatNumber(point.recordsProcessed)]]
  if (kind === 'duration') {
    return [
      [chartsWords.legend.p50, formatDuration(point.p50DurationSeconds)],
      [chartsWords.legend.p95, formatDuration(point.p95DurationSeconds)],
      [chartsWords.average, formatDuration(point.averageDurationSeconds)],
    ]
  }
  return [
    ...STACK.toReversed().map(({ key }): [string, ReactNode] => [
      STATUS_LOOKS[key].word,
      formatNumber(point[key]),
    ]),
    [chartsWords.successRate, formatPercent(point.successRate)],
  ]
}
