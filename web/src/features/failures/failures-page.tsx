import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Bell, CircleCheck } from 'lucide-react'
import { useRef } from 'react'
import { Link } from 'react-router'

import { failures } from '#web/api/failures/failures.ts'
import { useLive } from '#web/api/live/live.tsx'
import { changeSearch } from '#web/lib/lists/change-search.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { useListKeys } from '#web/lib/lists/list-keys.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { ViewMenu } from '#web/parts/views/view-menu.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { LoadMorePages } from '#web/ui/table/load-more.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { CauseTable } from './cause-table.tsx'
import { filtersOf, isFiltered, NO_CAUSE, readFailureSearch, startOf } from './failure-search.ts'
import { FailureFilters, type Change } from './failure-filters.tsx'
import { causeTableWords, failuresPageWords as words, filterWords } from './words.ts'

/** Failed executions by cause: the reason, the affected pipelines, and what can be done about it. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const search = readFailureSearch(parameters)
  // Whole hours, so that the request stays the same while the page is open.
  const now = Math.floor(useNow(60) / 3_600_000) * 3_600_000
  const zone = useTimeZone()
  useLive('failures')
  const list = useRef<HTMLDivElement>(null)
  useListKeys(list)
  const query = useInfiniteQuery({
    ...failures.list(filtersOf(search, now, zone)),
    placeholderData: keepPreviousData,
  })
  const rows = query.data?.pages.flatMap(({ items }) => items)
  const counts = query.data?.pages[0]?.counts
  const firstOpenId = rows?.find(({ state }) => state === 'open')?.id ?? null
  const openId = search.cause === undefined ? firstOpenId : search.cause
  const linkedCause = useQuery({
    ...failures.detail(openId ?? ''),
    enabled: openId !== null && isElsewhere(rows, openId),
  })
  const shownRows =
    linkedCause.data !== undefined && isElsewhere(rows, openId) ? [linkedCause.data, ...(rows ?? [])] : rows

  const change: Change = (changes) =>
    setParameters((current) => changeSearch(current, changes), { replace: true, preventScrollReset: true })

  return (
    <>
      <PageHeader
        title={words.title}
        actions={
          <>
            <ViewMenu page="failures" />
            <Link to={paths.alerts({ tab: 'rules' })} className={buttonClass()}>
              <Bell aria-hidden className="size-4" />
              {words.alertRules}
            </Link>
          </>
        }
      />
      <Summary
        from={startOf(search.span ?? 'day', now, zone)}
        since={filterWords.since[search.span ?? 'day']}
      />
      <FailureFilters search={search} counts={counts} onChange={change} />
      <div ref={list}>
        {rows === undefined && query.error !== null ? (
          <Card>
            <QueryError query={query} title={causeTableWords.loadError} />
          </Card>
        ) : shownRows?.length === 0 ? (
          <Card>
            <EmptyState
              icon={CircleCheck}
              title={isFiltered(search) ? causeTableWords.noMatch : causeTableWords.none}
              {...(isFiltered(search) && {
                actions: (
                  <Button onClick={() => setParameters({}, { replace: true })}>
                    {causeTableWords.clear}
                  </Button>
                ),
              })}
            >
              {isFiltered(search) ? undefined : causeTableWords.noneHint}
            </EmptyState>
          </Card>
        ) : (
          <CauseTable
            rows={shownRows}
            counts={counts}
            openId={openId}
            sort={search.sort}
            onSort={(sort) => change({ sort })}
            onAct={(id) => change({ cause: id })}
            onToggle={(id) => change({ cause: id === openId ? NO_CAUSE : id })}
          />
        )}
      </div>
      {rows !== undefined && rows.length > 0 && (
        <>
          <p className="mt-2 text-xs text-text-faint">{words.footer}</p>
          <LoadMorePages
            query={query}
            shown={rows.length}
            total={query.data?.pages[0]?.total}
            noun={causeTableWords.noun}
          />
        </>
      )}
    </>
  )
}

/** Reports whether a linked cause is on another page of the list or outside its filters. */
const isElsewhere = (rows: readonly { id: string }[] | undefined, id: string | null): boolean =>
  id !== null && rows !== undefined && !rows.some((row) => row.id === id)

function Summary({ from, since }: { from: string; since: string }) {
  const { data, isError } = useQuery(failures.summary(from))
  // If it failed, the list says why.
  if (data === undefined)
    return <div className={clsx('-mt-2 mb-3 h-5 w-96 max-w-full max-sm:h-10', !isError && 'skeleton')} />
  return (
    <p className="tabular -mt-2 mb-3 flex flex-wrap gap-x-1.5 text-sm text-text-soft max-sm:gap-x-3">
      <b className={data.open > 0 ? 'font-semibold text-status-failed' : 'font-semibold text-text'}>
        {words.openCauses(data.open)}
      </b>
      <span aria-hidden className="max-sm:hidden">
        ·
      </span>
      <span>{words.failed(data.failedExecutions, since)}</span>
      <span aria-hidden className="max-sm:hidden">
        ·
      </span>
      <span>{words.notLoading(data.failingPipelines)}</span>
    </p>
  )
}
