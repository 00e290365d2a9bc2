import { SCHEDULE_STATES, type ScheduleState } from '@flx/shared/pipelines/schedule'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useRef } from 'react'
import { Link } from 'react-router'

import { useLive } from '#web/api/live/live.tsx'
import { schedules } from '#web/api/schedules.ts'
import { changeSearch } from '#web/lib/lists/change-search.ts'
import { formatDateTime } from '#web/lib/format.ts'
import { useListKeys } from '#web/lib/lists/list-keys.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { PagedTable } from '#web/ui/table/query-table.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { FilterChip } from '#web/ui/chips/chip.tsx'
import { formatTotal } from '#web/ui/table/load-more.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { EmptyState } from '#web/ui/states.tsx'

import { HoldList } from '#web/parts/holds/hold-list.tsx'
import { HoldButton } from '#web/parts/holds/hold-button.tsx'
import { SHOWN_HOLDS, useHolds } from '#web/parts/holds/use-holds.ts'
import { useAddressSearch } from '#web/parts/address-search.ts'
import { ComingDay } from './coming-day.tsx'
import { PauseAllButton } from './pause-all-button.tsx'
import { scheduleColumns } from './schedule-columns.tsx'
import { schedulesPageWords } from './words.ts'

const STATES: Record<ScheduleState, string> = {
  late: schedulesPageWords.late,
  active: schedulesPageWords.active,
  inactive: schedulesPageWords.inactive,
}

/** All schedules with their next and last tick, late ones first, and the load of the next 24 hours. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const search = parameters.get('search') ?? ''
  const state = SCHEDULE_STATES.find((option) => option === parameters.get('state'))
  const isFiltered = search !== '' || state !== undefined
  const change = (name: string, value: string | undefined) =>
    setParameters((current) => changeSearch(current, { [name]: value }), { replace: true })
  const list = useInfiniteQuery({
    ...schedules.list({
      ...(search === '' ? {} : { search }),
      ...(state === undefined ? {} : { state }),
    }),
    placeholderData: keepPreviousData,
  })
  useLive('schedules')
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)
  const first = list.data?.pages[0]
  return (
    <>
      <PageHeader
        title={schedulesPageWords.schedules}
        facts={
          first?.total !== undefined && (
            <span className="tabular text-text-faint">{formatTotal(first.total)}</span>
          )
        }
        actions={
          <>
            <HoldButton />
            <PauseAllButton paused={first && first.pause !== null} error={list.error} />
          </>
        }
      />
      {first !== undefined && first.pause !== null && <Paused at={first.pause.at} by={first.pause.by} />}
      <AllHolds />
      <ComingDay />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label={schedulesPageWords.filterSchedules}
          placeholder={schedulesPageWords.filterByNameDescription}
          value={search}
          onSearch={(text) => change('search', text)}
          className="w-full sm:w-72"
        />
        <FilterChip
          label={schedulesPageWords.state}
          value={state}
          options={SCHEDULE_STATES.map((value) => ({ value, label: STATES[value] }))}
          onChange={(value) => change('state', value)}
        />
      </div>
      <div ref={region} aria-busy={list.isPlaceholderData}>
        <PagedTable
          label={schedulesPageWords.schedules}
          query={list}
          columns={scheduleColumns(first?.pause !== null)}
          keyOf={({ pipelineId }) => pipelineId}
          errorTitle={schedulesPageWords.loadError}
          empty={
            <EmptyState
              icon={CalendarClock}
              title={isFiltered ? schedulesPageWords.noSchedulesMatch : schedulesPageWords.noSchedulesYet}
              actions={
                isFiltered ? (
                  <Button onClick={() => setParameters({}, { replace: true })}>
                    {schedulesPageWords.clearAllFilters}
                  </Button>
                ) : (
                  <Link to={paths.pipelines()} className={buttonClass()}>
                    {schedulesPageWords.goToPipelines}
                  </Link>
                )
              }
            >
              {state === 'late' && search === ''
                ? schedulesPageWords.noneLate
                : isFiltered
                  ? schedulesPageWords.noMatchHint
                  : schedulesPageWords.emptyHint}
            </EmptyState>
          }
          noun={schedulesPageWords.noun}
        />
      </div>
    </>
  )
}

function Paused({ at, by }: { at: string; by: string }) {
  const zone = useTimeZone()
  return (
    <div className="mb-4">
      <Notice tone="caution">{schedulesPageWords.paused(formatDateTime(at, zone), by)}</Notice>
    </div>
  )
}

/** The holds that the banner of every page leaves out. */
function AllHolds() {
  const rest = useHolds().slice(SHOWN_HOLDS)
  if (rest.length === 0) return null
  return (
    <section aria-label={schedulesPageWords.moreHolds} className="mb-4">
      <HoldList holds={rest} />
    </section>
  )
}
