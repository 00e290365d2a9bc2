import type { SeriesPoint, Statistics } from '@flx/shared/operations/statistics'
import { clsx } from 'clsx'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import { csvOf, download } from '#web/lib/csv.ts'
import { paths } from '#web/paths.ts'
import { rateFloor } from '#web/lib/scale.ts'
import { sectionOnDemand } from '#web/ui/on-demand/section-on-demand.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { ChartSection, type ChartView } from './chart-section.tsx'
import type { ChartKind } from './series-charts.tsx'
import { pointWords, tickWords } from './series-words.ts'
import { chartCardWords } from './words.ts'

// The chart library is larger than the rest of the page, so it loads alongside the figures, not after them.
const { Section: SeriesChart, prepare } = sectionOnDemand(() => import('./series-charts.tsx'), {
  placeholder: <Skeleton className="h-full w-full" />,
  bare: true,
})
prepare()

/** The series of a chart. */
export type ChartFigures = Pick<Statistics, 'series' | 'unit' | 'timezone'>

/** A column of the table view and of the file. */
export interface ChartColumn {
  label: string
  /** Formats the value for the table. The file has `value`. */
  format: (point: SeriesPoint) => string
  value: (point: SeriesPoint) => number | null
}

/** Returns the success rate to draw, or null if everything was cancelled, because that is not a failure. */
const drawnRate = ({ success, failed, successRate }: SeriesPoint): number | null =>
  success + failed === 0 ? null : successRate

/** Returns the lower end of the success rate's scale, in per cent. */
export const floorOf = (series: readonly SeriesPoint[]): number =>
  rateFloor(series.flatMap((point) => drawnRate(point) ?? []))

/** The properties that every chart of the series has. */
export interface SeriesChartProps {
  /** Undefined while they load: the card is as large then as afterwards. */
  figures: ChartFigures | undefined
  className?: string
  /** As high as its place, such as a widget, instead of a height of its own. */
  fills?: boolean
  /** Handles a click on a bar, instead of opening its executions. */
  onOpen?: ((point: SeriesPoint, status: 'success' | 'failed' | 'cancelled' | null) => void) | undefined
}

/** A chart of the series, with the same figures as a table and as a CSV file. */
export function ChartCard({
  kind,
  title,
  figures,
  columns,
  legend,
  className,
  fills = false,
  onOpen,
}: SeriesChartProps & {
  kind: ChartKind
  title: string
  columns: readonly ChartColumn[]
  legend?: ReactNode
}) {
  const [view, setView] = useState<ChartView>('chart')
  const save = ({ series }: ChartFigures) =>
    download(
      `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.csv`,
      csvOf([
        [chartCardWords.from, chartCardWords.to, ...columns.map(({ label }) => label)],
        ...series.map((point) => [point.from, point.to, ...columns.map(({ value }) => value(point))]),
      ]),
    )
  return (
    <ChartSection
      title={title}
      className={className ?? ''}
      legend={view === 'chart' && legend}
      view={view}
      viewLabel={chartCardWords.view(title)}
      onView={setView}
      save={{
        label: chartCardWords.download(title),
        onSave: figures === undefined ? undefined : () => save(figures),
      }}
    >
      {/* The same height for chart, table and placeholder, and higher only beside a higher card. */}
      <div className={clsx('relative grow', fills ? 'min-h-52 md:min-h-32' : 'min-h-52 2xl:min-h-64')}>
        <div className="absolute inset-0">
          {figures === undefined ? (
            <Skeleton className="h-full w-full" />
          ) : view === 'chart' ? (
            <Drawn kind={kind} figures={figures} onOpen={onOpen} />
          ) : (
            <FiguresTable title={title} figures={figures} columns={columns} />
          )}
        </div>
      </div>
    </ChartSection>
  )
}

function Drawn({
  kind,
  figures: { series, unit, timezone },
  onOpen,
}: Pick<SeriesChartProps, 'onOpen'> & { kind: ChartKind; figures: ChartFigures }) {
  const navigate = useNavigate()
  return (
    <>
      <p className="sr-only">{chartCardWords.chartHint}</p>
      <div className="h-full">
        <SeriesChart
          kind={kind}
          floor={floorOf(series)}
          points={series.map((point) => ({
            ...point,
            successRate: drawnRate(point),
            tick: tickWords(point.from, unit, timezone),
            words: pointWords(point, unit, timezone),
          }))}
          onOpen={(point, status) => {
            if (onOpen !== undefined) return onOpen(point, status)
            const { from, to } = point
            void navigate(paths.executions({ from, to, ...(status === null ? {} : { status }) }))
          }}
        />
      </div>
    </>
  )
}

function FiguresTable({
  title,
  figures: { series, unit, timezone },
  columns,
}: {
  title: string
  figures: ChartFigures
  columns: readonly ChartColumn[]
}) {
  return (
    <Table
      label={chartCardWords.figures(title)}
      className="-mx-4 max-h-full overflow-y-auto"
      head={
        <>
          <Th className="pl-4!">{chartCardWords.time}</Th>
          {columns.map(({ label }) => (
            <Th key={label} numeric className="last:pr-4!">
              {label}
            </Th>
          ))}
        </>
      }
    >
      {series.toReversed().map((point) => (
        <Tr key={point.from}>
          <Td className="pl-4! whitespace-nowrap">{pointWords(point, unit, timezone)}</Td>
          {columns.map(({ label, format }) => (
            <Td key={label} numeric className="tabular last:pr-4!">
              {format(point)}
            </Td>
          ))}
        </Tr>
      ))}
    </Table>
  )
}
