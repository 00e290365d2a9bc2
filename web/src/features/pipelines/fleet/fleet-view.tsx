import type { Total } from '@flx/shared/core/list'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import type { PipelineSort } from '@flx/shared/pipelines/pipeline-list'

import { formatTotal } from '#web/ui/table/load-more.tsx'

import { FleetTable } from './fleet-table.tsx'
import { fleetWords as words } from './words.ts'

/** The fleet view, the third view of the list. */
export function FleetView({
  pipelines,
  total,
  budgets,
  sort,
  onSort,
  more,
}: {
  pipelines: readonly PipelineSummary[] | null
  total: Total | undefined
  budgets: boolean
  sort: PipelineSort
  onSort: (sort: PipelineSort) => void
  more: { has: boolean; busy: boolean; load: () => void }
}) {
  return (
    <>
      <FleetTable
        pipelines={pipelines}
        budgets={budgets}
        sort={sort}
        onSort={onSort}
        onNearEnd={() => more.has && !more.busy && more.load()}
      />
      {pipelines !== null && total !== undefined && (
        <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 pt-3 text-xs text-text-faint">
          <span className="tabular" aria-live="polite">
            {more.busy
              ? words.loadingMore
              : words.footer(pipelines.length, formatTotal(total), sort === 'worst' ? words.worstFirst : '')}
          </span>
          <span>{words.live}</span>
        </p>
      )}
    </>
  )
}
