import type { RankedPipeline } from '@flx/shared/operations/statistics'
import { Link } from 'react-router'

import { formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { TableSkeleton } from '#web/ui/states.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'
import { rankingWords } from './words.ts'

const COLUMNS = {
  executions: {
    label: rankingWords.executions,
    show: (pipeline: RankedPipeline) => formatNumber(pipeline.executions),
  },
  success: {
    label: rankingWords.successRate,
    show: (pipeline: RankedPipeline) => formatPercent(pipeline.successRate),
  },
  duration: {
    label: rankingWords.averageDuration,
    show: ({ averageDurationSeconds: average }: RankedPipeline) => formatDuration(average),
  },
} as const

/** The number of pipelines that the server ranks. */
const ROWS = 5

/** The top five pipelines by some figure, or undefined while they load. */
export function Ranking({
  title,
  pipelines,
  columns,
  empty,
  className,
}: {
  title: string
  pipelines: readonly RankedPipeline[] | undefined
  columns: readonly (keyof typeof COLUMNS)[]
  /** Text for an empty ranking. */
  empty: string
  className?: string
}) {
  return (
    <Section title={title} className={className ?? ''}>
      {pipelines === undefined ? (
        <TableSkeleton rows={ROWS} />
      ) : pipelines.length === 0 ? (
        <p className="py-6 text-center text-sm text-text-faint">{empty}</p>
      ) : (
        <Table
          label={rankingWords.table(title)}
          className="-mx-4"
          head={
            <>
              <Th className="pl-4!">{rankingWords.pipeline}</Th>
              {columns.map((column) => (
                <Th key={column} numeric className="last:pr-4!">
                  {COLUMNS[column].label}
                </Th>
              ))}
            </>
          }
        >
          {pipelines.map((pipeline) => (
            <Tr key={pipeline.id}>
              <Td className="w-full pl-4! font-medium">
                <Link to={paths.pipeline(pipeline.id)} className="rounded-sm wrap-anywhere hover:underline">
                  {pipeline.name}
                </Link>
              </Td>
              {columns.map((column) => (
                <Td key={column} numeric className="tabular last:pr-4!">
                  {COLUMNS[column].show(pipeline)}
                </Td>
              ))}
            </Tr>
          ))}
        </Table>
      )}
    </Section>
  )
}
