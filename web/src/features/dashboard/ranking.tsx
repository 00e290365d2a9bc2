import type { RankedPipeline } from '@flx/shared/statistics'
import { Link } from 'react-router'

import { formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table.tsx'

const COLUMNS = {
  executions: { label: 'Executions', show: (pipeline: RankedPipeline) => formatNumber(pipeline.executions) },
  success: { label: 'Success', show: (pipeline: RankedPipeline) => formatPercent(pipeline.successRate) },
  duration: {
    label: 'Average',
    show: ({ averageDurationSeconds: average }: RankedPipeline) =>
      average === null ? '—' : formatDuration(average),
  },
} as const

/** The first five pipelines by some figure. */
export function Ranking({
  title,
  pipelines,
  columns,
  empty,
  className,
}: {
  title: string
  pipelines: readonly RankedPipeline[]
  columns: readonly (keyof typeof COLUMNS)[]
  /** What to say when none qualifies. */
  empty: string
  className?: string
}) {
  return (
    <Section title={title} className={className ?? ''}>
      {pipelines.length === 0 ? (
        <p className="py-6 text-center text-sm text-text-faint">{empty}</p>
      ) : (
        <Table
          label={title}
          className="-mx-4"
          head={
            <>
              <Th className="pl-4!">Pipeline</Th>
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
                <Link to={paths.pipeline(pipeline.id)} className="rounded-sm break-words hover:underline">
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
