import { SCHEDULE_STATES, type ScheduleState } from '@flx/shared/schedule'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { CalendarClock } from 'lucide-react'
import { useRef } from 'react'
import { Link, useSearchParams } from 'react-router'

import { useLive } from '#web/api/live.tsx'
import { schedules } from '#web/api/schedules.ts'
import { formatDateTime } from '#web/lib/format.ts'
import { useListKeys } from '#web/lib/list-keys.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { FilterChip } from '#web/ui/chip.tsx'
import { formatTotal, LoadMore } from '#web/ui/load-more.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { EmptyState, ErrorState } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Th } from '#web/ui/table.tsx'

import { HoldList, SHOWN_HOLDS } from '../holds/hold-banner.tsx'
import { HoldButton } from '../holds/hold-button.tsx'
import { useHolds } from '../holds/use-holds.ts'
import { ComingDay } from './coming-day.tsx'
import { PauseAllButton } from './pause-all-button.tsx'
import { ScheduleRow } from './schedule-row.tsx'

const STATES: Record<ScheduleState, string> = { late: 'Late', active: 'Active', inactive: 'Inactive' }

/** Every schedule with its next and last tick, the late ones first, and how full the coming day is. */
export function Component() {
  const [parameters, setParameters] = useSearchParams()
  const search = parameters.get('search') ?? ''
  const state = SCHEDULE_STATES.find((known) => known === parameters.get('state'))
  const narrowed = search !== '' || state !== undefined
  const change = (name: string, value: string | undefined) =>
    setParameters(
      (current) => {
        const next = new URLSearchParams(current)
        if (value === undefined || value === '') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
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
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const first = list.data?.pages[0]
  return (
    <>
      <PageHeader
        title="Schedules"
        facts={
          first?.total !== undefined && (
            <span className="tabular text-text-faint">{formatTotal(first.total)}</span>
          )
        }
        actions={
          <>
            <HoldButton />
            {first !== undefined && <PauseAllButton paused={first.pause !== null} />}
          </>
        }
      />
      {first !== undefined && first.pause !== null && <Paused at={first.pause.at} by={first.pause.by} />}
      <AllHolds />
      <ComingDay />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <SearchField
          label="Filter schedules"
          placeholder="Filter by name, description, plugin…"
          value={search}
          onSearch={(text) => change('search', text)}
          className="w-full sm:w-72"
        />
        <FilterChip
          label="State"
          value={state}
          options={SCHEDULE_STATES.map((value) => ({ value, label: STATES[value] }))}
          onChange={(value) => change('state', value)}
        />
      </div>
      <div ref={region} aria-busy={list.isPlaceholderData}>
        {list.isError && list.data === undefined ? (
          <Card>
            <ErrorState
              title="The schedules could not be loaded"
              error={list.error}
              retrying={list.isFetching}
              onRetry={() => void list.refetch()}
            />
          </Card>
        ) : !list.isPending && items.length === 0 ? (
          <Card>
            <EmptyState
              icon={CalendarClock}
              title={narrowed ? 'No schedules match' : 'No schedules yet'}
              actions={
                narrowed ? (
                  <Button onClick={() => setParameters({}, { replace: true })}>Clear all filters</Button>
                ) : (
                  <Link to={paths.pipelines()} className={buttonClass()}>
                    Go to pipelines
                  </Link>
                )
              }
            >
              {state === 'late' && search === ''
                ? 'Nothing is late: every tick fired in time.'
                : narrowed
                  ? 'Nothing has all of what you asked for.'
                  : 'Edit a pipeline to give it a schedule: then it executes by itself.'}
            </EmptyState>
          </Card>
        ) : (
          <>
            <Card className="overflow-hidden">
              <Table
                label="Schedules"
                head={
                  <>
                    <Th>Pipeline</Th>
                    <Th>Schedule</Th>
                    <Th>Next tick</Th>
                    <Th>Last tick</Th>
                    <Th>
                      <span className="sr-only">Actions</span>
                    </Th>
                  </>
                }
              >
                {list.isPending ? (
                  <SkeletonRows columns={5} />
                ) : (
                  items.map((schedule) => (
                    <ScheduleRow
                      key={schedule.pipelineId}
                      schedule={schedule}
                      paused={first?.pause !== null}
                    />
                  ))
                )}
              </Table>
            </Card>
            {!list.isPending && (
              <LoadMore
                shown={items.length}
                total={first?.total}
                noun={items.length === 1 ? 'schedule' : 'schedules'}
                hasMore={list.hasNextPage}
                busy={list.isFetchingNextPage}
                onMore={() => void list.fetchNextPage()}
              />
            )}
          </>
        )}
      </div>
    </>
  )
}

function Paused({ at, by }: { at: string; by: string }) {
  const zone = useTimeZone()
  return (
    <div className="mb-4">
      <Notice tone="caution">
        All schedules are paused since {formatDateTime(at, zone)} by {by}.
      </Notice>
    </div>
  )
}

/** The banner of every page shows the first ones; here are the rest. */
function AllHolds() {
  const rest = useHolds().slice(SHOWN_HOLDS)
  if (rest.length === 0) return null
  return (
    <section aria-label="Further holds" className="mb-4">
      <HoldList holds={rest} />
    </section>
  )
}
