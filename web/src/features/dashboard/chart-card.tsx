import type { SeriesPoint, Statistics } from '@flx/shared/statistics'
import { Download } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import { csvOf, download } from '#web/lib/csv.ts'
import { paths } from '#web/paths.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table.tsx'

import type { ChartKind } from './series-charts.tsx'
import { pointWords, tickWords } from './series-words.ts'

// The chart library is larger than the rest of the page: it comes at the same time as the figures, not after them.
const charts = import('./series-charts.tsx')
charts.catch(() => undefined)
const SeriesChart = lazy(() => charts)

const VIEWS = [
  { key: 'chart', label: 'Chart' },
  { key: 'table', label: 'Table' },
] as const

/** The series of a chart. */
export type ChartFigures = Pick<Statistics, 'series' | 'unit' | 'timezone'>

/** A column of the table view and of the file. */
export interface ChartColumn {
  label: string
  /** For people; the file has `value`. */
  show: (point: SeriesPoint) => string
  value: (point: SeriesPoint) => number | null
}

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
  /** What a click on a bar does, in place of opening its executions. */
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
        ['From', 'To', ...columns.map(({ label }) => label)],
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
          <Segmented label={`${title} as`} options={VIEWS} chosen={view} onChoose={setView} />
          <IconButton label={`Download ${title.toLowerCase()} as CSV`} icon={Download} onClick={save} />
        </div>
      }
    >
      {view === 'chart' ? (
        <>
          <p className="sr-only">A chart. The view “Table” has its figures.</p>
          <div aria-hidden className="h-52 wall:h-64 2xl:h-64">
            <Suspense fallback={<Skeleton className="h-full w-full" />}>
              <SeriesChart
                kind={kind}
                points={series.map((point) => ({
                  ...point,
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
          label={`${title}, figures`}
          className="-mx-4 max-h-64 overflow-y-auto"
          head={
            <>
              <Th className="pl-4!">When</Th>
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
              {columns.map(({ label, show }) => (
                <Td key={label} numeric className="tabular last:pr-4!">
                  {show(point)}
                </Td>
              ))}
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}
