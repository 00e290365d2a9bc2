import type { SeriesPoint } from '@flx/shared/operations/statistics'
import { useQuery } from '@tanstack/react-query'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { dayOf } from '#web/lib/time/days.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'

import { OutcomesChart } from '#web/parts/charts/charts.tsx'
import { changeExecutionSearch } from '#web/parts/execution-filters/execution-search.ts'
import { useAddressSearch } from '#web/parts/address-search.ts'

/** Outcomes and success rate of the last 30 days. A click on a bar filters the history below. */
export function Outcomes({ pipelineId }: { pipelineId: string }) {
  const zone = useTimeZone()
  const [, setParameters] = useAddressSearch()
  const { data } = useQuery(pipelines.statistics(pipelineId, { timezone: zone }))
  // Nothing to draw yet. The history explains what to do.
  if (data?.totalExecutions === 0) return null
  const open = ({ from, to }: SeriesPoint, status: string | null) => {
    const first = dayOf(new Date(from), zone)
    const last = dayOf(new Date(Date.parse(to) - 1), zone)
    setParameters(
      (current) => changeExecutionSearch(current, { from: first, to: last, status: status ?? undefined }),
      { preventScrollReset: true },
    )
    document.getElementById('history')?.scrollIntoView({ block: 'start' })
  }
  return <OutcomesChart figures={data} onOpen={open} />
}
