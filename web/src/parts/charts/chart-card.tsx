import type { SeriesPoint, Statistics } from '@flx/shared/operations/statistics'
import { Download } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import { csvOf, download } from '#web/lib/csv.ts'
import { paths } from '#web/paths.ts'
import { rateFloor } from '#web/lib/scale.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import type { ChartKind } from './series-charts.tsx'
import { pointWords, tickWords } from './series-words.ts'
import { chartCardWords } from './words.ts'

// The chart library is larger than the rest of the page, so it loads alongside the figures, not after them.
const charts = import('./series-charts.tsx')
charts.catch(() => undefined)
const SeriesChart = lazy(() => charts)

const VIEWS = [
  { key: 'chart', label: chartCardWords.chart },
  { key: 'table', label: chartCardWords.table },
] as const

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

/** A chart of the series, with the same figures as a table and as a CSV file. */
export function ChartCard({
  kind,
  title,
  figures,
  columns,
  legend,
  className,
  onOpen,
  saveAs = title,
}: {
  kind: ChartKind
  title: string
  figures: ChartFigures
  columns: readonly ChartColumn[]
  legend?: ReactNode
  className?: string
  /** Handles a click on a bar, instead of opening its executions. */
  onOpen?: ((point: SeriesPoint, status: 'success' | 'failed' | 'cancelled' | null) => void) | undefined
  /** Name of the file. */
  saveAs?: string
}) {
  const navigate = useNavigate()
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const { series, unit, timezone } = figures
  const words = (point: SeriesPoint) => pointWords(point, unit, timezone)
  const save = () =>
    download(
      `${saveAs.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.csv`,
      csvOf([
        [chartCardWords.from, chartCardWords.to, ...columns.map(({ label }) => label)],
        ...series.map((point) => [point.from, point.to, ...columns.map(({ value }) => value(point))]),
      ]),
    )
  return (
    <Section
      title={title}
      className={`flex min-w-0 flex-col ${className ?? ''}`}
      aside={
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {view === 'chart' && legend}
          <Segmented label={chartCardWords.view(title)} options={VIEWS} chosen={view} onChoose={setView} />
          <IconButton label={chartCardWords.download(title)} icon={Download} onClick={save} />
        </div>
      }
    >
      {view === 'chart' ? (
        <>
          <p className="sr-only">{chartCardWords.chartHint}</p>
          <div aria-hidden className="h-52 2xl:h-64">
            <Suspense fallback={<Skeleton className="h-full w-full" />}>
              <SeriesChart
                kind={kind}
                floor={floorOf(series)}
                points={series.map((point) => ({
                  ...point,
                  successRate: drawnRate(point),
                  tick: tickWords(point.from, unit, timezone),
                  words: words(point),
                }))}
                onOpen={(point, status) => {
                  if (onOpen !== undefined) return onOpen(point, status)
                  const { from, to } = point
                  void navigate(paths.executions({ from, to, ...(status === null ? {} : { status }) }))
                }}
              />
            </Suspense>
          </div>
        </>
      ) : (
        <Table
          label={chartCardWords.figures(title)}
          className="-mx-4 max-h-64 overflow-y-auto"
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
              <Td className="pl-4! whitespace-nowrap">{words(point)}</Td>
              {columns.map(({ label, format }) => (
                <Td key={label} numeric className="tabular last:pr-4!">
                  {format(point)}
                </Td>
              ))}
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}
