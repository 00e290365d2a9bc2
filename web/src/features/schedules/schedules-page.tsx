import type { Schedule, TickOutcome } from '@flx/shared/schedule'
import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { CalendarClock, Pause, Play } from 'lucide-react'
import { useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'

import { useLive } from '#web/api/live.tsx'
import { pauseSchedules, schedules } from '#web/api/schedules.ts'
import { useRole } from '#web/api/session.ts'
import { formatDateTime } from '#web/lib/format.ts'
import { useListKeys } from '#web/lib/list-keys.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { formatTotal, LoadMore } from '#web/ui/load-more.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { EmptyState, ErrorState, messageOf } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { ScheduleWords } from '../pipelines/schedule-words.tsx'
import { ComingDay } from './coming-day.tsx'

const OUTCOMES: Record<TickOutcome, { word: string; tone: 'neutral' | 'caution' | 'danger' }> = {
  enqueued: { word: 'Executed', tone: 'neutral' },
  skipped: { word: 'Skipped', tone: 'caution' },
  missed: { word: 'Missed', tone: 'danger' },
}

/** Every schedule with its next and last tick, the late ones first, and how full the coming day is. */
export function Component() {
  const [parameters, setParameters] = useSearchParams()
  const search = parameters.get('search') ?? ''
  const list = useInfiniteQuery({
    ...schedules.list(search === '' ? {} : { search }),
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
        actions={first !== undefined && <PauseButton paused={first.pause !== null} />}
      />
      {first !== undefined && first.pause !== null && <Paused at={first.pause.at} by={first.pause.by} />}
      <ComingDay />
      <div className="mb-4">
        <SearchField
          label="Filter schedules"
          placeholder="Filter by name, description, plugin…"
          value={search}
          onSearch={(text) => setParameters(text === '' ? {} : { search: text }, { replace: true })}
          className="w-full sm:w-72"
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
              title={search === '' ? 'No schedules yet' : 'No schedules match'}
              actions={
                search === '' && (
                  <Link to={paths.pipelines()} className={buttonClass()}>
                    Go to pipelines
                  </Link>
                )
              }
            >
              {search === ''
                ? 'Edit a pipeline to give it a schedule: then it executes by itself.'
                : 'Nothing has all of what you asked for.'}
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
                  </>
                }
              >
                {list.isPending ? (
                  <SkeletonRows columns={4} />
                ) : (
                  items.map((schedule) => <Row key={schedule.pipelineId} schedule={schedule} />)
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

function Row({ schedule }: { schedule: Schedule }) {
  const { lastTick } = schedule
  return (
    <Tr data-item>
      <Td className="min-w-48">
        <Link
          data-item-link
          to={paths.pipeline(schedule.pipelineId)}
          className="rounded-sm font-medium hover:underline"
        >
          {schedule.pipelineName}
        </Link>
      </Td>
      <Td className="min-w-56">
        <ScheduleWords schedule={schedule.schedule} timezone={schedule.timezone} />
      </Td>
      <Td className="whitespace-nowrap">
        {schedule.isActive ? (
          <span className="inline-flex items-center gap-2">
            <RelativeTime at={schedule.nextDueAt} />
            {schedule.isLate && <Badge tone="danger">Late</Badge>}
          </span>
        ) : (
          <Badge>Inactive</Badge>
        )}
      </Td>
      <Td className="min-w-40">
        {lastTick === null ? (
          <span className="text-text-faint">None yet</span>
        ) : (
          <span className="inline-flex flex-wrap items-center gap-2">
            <Badge
              tone={OUTCOMES[lastTick.outcome].tone}
              {...(lastTick.reason === null ? {} : { title: lastTick.reason })}
            >
              {OUTCOMES[lastTick.outcome].word}
            </Badge>
            {lastTick.executionId === null ? (
              <RelativeTime at={lastTick.dueAt} className="text-text-soft" />
            ) : (
              <Link to={paths.execution(lastTick.executionId)} className="rounded-sm hover:underline">
                <RelativeTime at={lastTick.dueAt} />
              </Link>
            )}
          </span>
        )}
      </Td>
    </Tr>
  )
}

function PauseButton({ paused }: { paused: boolean }) {
  const [asking, setAsking] = useState(false)
  const toast = useToast()
  const operator = useRole('operator')
  const changing = useMutation(pauseSchedules())
  const reason = operator.allowed ? undefined : operator.reason
  if (paused) {
    return (
      <Button
        variant="primary"
        icon={Play}
        busy={changing.isPending}
        disabledReason={reason}
        onClick={() =>
          changing.mutate('resume', {
            onSuccess: () => toast.done('The schedules go on.'),
            onError: (error) => toast.problem(messageOf(error)),
          })
        }
      >
        Resume all
      </Button>
    )
  }
  return (
    <>
      <Button icon={Pause} disabledReason={reason} onClick={() => setAsking(true)}>
        Pause all
      </Button>
      {asking && (
        <ConfirmDialog
          title="Pause all schedules?"
          confirmLabel="Pause all"
          busy={changing.isPending}
          error={changing.error === null ? null : messageOf(changing.error)}
          onConfirm={() => changing.mutate('pause', { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>
            No pipeline starts by itself until you resume. Executions under way go on, and people can still
            execute by hand. Ticks of the pause are not caught up.
          </p>
        </ConfirmDialog>
      )}
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
