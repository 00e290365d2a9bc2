import { Area, Bar, CartesianGrid, ComposedChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'

import { formatCompact, formatCount, formatDuration } from '#web/lib/format.ts'
import { durationTicks, tickDuration } from '#web/lib/scale.ts'

/** One execution in a chart. */
export interface ChartPoint {
  id: string
  /** The time, formatted in the chosen zone. */
  at: string
  status: string
  /** Colour of the status. */
  fill: string
  duration: number
  records: number | null
  /** The usual range at that time, from and to. Null if too little was known or it is hidden. */
  usualDuration: readonly [number, number] | null
  usualRecords: readonly [number, number] | null
  /** The usual ranges in words, by value. */
  usualWords: Readonly<Record<'duration' | 'records', string | null>>
}

const AXIS = { fill: 'var(--text-faint)', fontSize: 11 }

/**
 * Bars in the colours of the statuses, oldest first. A click opens the execution. For sighted users only: the
 * table view has the same figures.
 */
export default function ExecutionBars({
  points,
  value,
  lines,
  onOpen,
}: {
  points: ChartPoint[]
  value: 'duration' | 'records'
  /** Figures over all time, as horizontal lines. */
  lines: readonly { label: string; at: number }[]
  onOpen: (id: string) => void
}) {
  const format = value === 'duration' ? tickDuration : formatCompact
  const ticks = durationTicks(
    Math.max(
      0,
      ...points.map(({ duration, usualDuration }) => Math.max(duration, usualDuration?.[1] ?? 0)),
      ...lines.map(({ at }) => at),
    ),
  )
  return (
    <div aria-hidden className="h-full">
      <ComposedChart
        responsive
        data={points}
        margin={{ top: 6, right: 0, bottom: 6, left: 0 }}
        style={{ width: '100%', height: '100%' }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="id" hide />
        <YAxis
          width={56}
          tickCount={4}
          allowDecimals={false}
          {...(value === 'duration' && { ticks, domain: [0, ticks.at(-1) ?? 1], interval: 0 })}
          axisLine={false}
          tickLine={false}
          tick={AXIS}
          tickFormatter={(tick: number) => format(tick)}
        />
        <Tooltip
          cursor={{ fill: 'var(--hover)' }}
          isAnimationActive={false}
          content={<PointTooltip value={value} />}
        />
        <Area
          dataKey={value === 'duration' ? 'usualDuration' : 'usualRecords'}
          fill="var(--accent)"
          fillOpacity={0.14}
          stroke="var(--accent)"
          strokeOpacity={0.55}
          strokeDasharray="2 3"
          activeDot={false}
          isAnimationActive={false}
        />
        {lines.map(({ label, at }) => (
          <ReferenceLine
            key={label}
            y={at}
            stroke="var(--accent)"
            strokeDasharray={label === 'p50' ? '0' : '4 3'}
            ifOverflow="extendDomain"
          />
        ))}
        <Bar
          dataKey={value}
          maxBarSize={28}
          minPointSize={2}
          radius={[2, 2, 0, 0]}
          isAnimationActive={false}
          className="cursor-pointer"
          onClick={(_bar, index) => {
            const point = points[index]
            if (point !== undefined) onOpen(point.id)
          }}
        />
      </ComposedChart>
    </div>
  )
}

function PointTooltip({
  payload,
  value,
}: {
  payload?: readonly { payload?: ChartPoint }[]
  value: 'duration' | 'records'
}) {
  const point = payload?.[0]?.payload
  if (point === undefined) return null
  return (
    <div className="rounded-md border border-line bg-surface-raised px-3 py-2 text-xs shadow-high">
      <div className="font-medium">{point.status}</div>
      <div className="tabular text-text-soft">
        {formatDuration(point.duration)} · {formatCount(point.records, 'record')}
      </div>
      {point.usualWords[value] !== null && (
        <div className="tabular text-text-soft">{point.usualWords[value]}</div>
      )}
      <div className="tabular text-text-faint">{point.at}</div>
    </div>
  )
}
