import { LOG_LEVELS } from '@flx/shared/executions/execution-status'
import { ScanSearch } from 'lucide-react'
import { useMemo, useRef, type ReactNode } from 'react'

import { formatBytes } from '#web/lib/format.ts'
import { useListKeys } from '#web/lib/lists/list-keys.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import {
  changeExecutionSearch,
  isNarrowed,
  readExecutionSearch,
  type Changes,
} from '#web/parts/execution-filters/execution-search.ts'
import { ExecutionFilterChips } from '#web/parts/execution-filters/filter-chips.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ChipRow } from '#web/ui/chips/chip-row.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { SeveralChip } from '#web/ui/chips/several-chip.tsx'
import { PageHeader } from '#web/ui/page.tsx'
import { Spinner } from '#web/ui/spinner.tsx'
import { EmptyState, ErrorState, Skeleton } from '#web/ui/states.tsx'
import { DateOnly } from '#web/ui/time.tsx'
import { useAddressSearch } from '#web/parts/address-search.ts'

import { PipelineChip } from '../list/pipeline-chip.tsx'
import { executionsPageWords } from '../list/words.ts'
import { ViewSwitch } from '../view-switch.tsx'
import { groupMatches, isBroad, MAX_LINES, readLogSearch } from './log-search.ts'
import { MatchGroupCard } from './match-group.tsx'
import { SearchForm } from './search-form.tsx'
import { useLogSearch } from './use-log-search.ts'
import { logSearchWords as words } from './words.ts'

const LEVEL_OPTIONS = LOG_LEVELS.map((value) => ({ value, label: words.levels[value] }))

/** Matching lines in the logs of many executions, newest executions first. */
export function Component() {
  const [parameters, setParameters] = useAddressSearch()
  const zone = useTimeZone()
  // A span that moves with the clock stands still while its results are being read.
  const search = useMemo(() => readExecutionSearch(parameters, zone), [parameters, zone])
  const { text, levels } = readLogSearch(parameters)
  const { sort: _sort, limit: _limit, ...filters } = search.filters
  const found = useLogSearch({ ...filters, text, level: levels })
  const groups = groupMatches(found.matches)
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)

  const change = (changes: Changes) =>
    setParameters((current) => changeExecutionSearch(current, changes), {
      replace: true,
      preventScrollReset: true,
    })
  const clear = () => setParameters(text === '' ? {} : { text }, { replace: true })
  const searchFor = (wanted: string) => {
    if (wanted === text) found.further()
    else setParameters((current) => changeExecutionSearch(current, { text: wanted }))
  }

  const further = found.hasMore && (
    <Button onClick={found.further}>{found.begun ? words.further : words.continue}</Button>
  )
  const content = (): ReactNode => {
    if (text === '') {
      return (
        <Card>
          <EmptyState icon={ScanSearch} title={words.start}>
            {words.startHint}
          </EmptyState>
        </Card>
      )
    }
    if (found.error !== null && groups.length === 0) {
      return (
        <Card>
          <ErrorState title={words.loadError} error={found.error} onRetry={found.further} />
        </Card>
      )
    }
    if (groups.length > 0) {
      return groups.map((group) => (
        <MatchGroupCard key={group.execution.executionId} group={group} text={text} zone={zone} />
      ))
    }
    if (found.searching) return <GroupSkeleton />
    return (
      <Card>
        <EmptyState
          icon={ScanSearch}
          title={!found.begun ? words.stopped : found.hasMore ? words.nothingYet : words.nothing}
          actions={
            <>
              {further}
              {isNarrowed(search.filters) && <Button onClick={clear}>{words.clear}</Button>}
            </>
          }
        >
          {!found.hasMore && words.nothingHint}
        </EmptyState>
      </Card>
    )
  }

  return (
    <>
      <PageHeader
        title={executionsPageWords.executions}
        documentTitle={words.documentTitle}
        facts={<ViewSwitch chosen="logs" />}
      />
      <SearchForm
        text={text}
        searching={text !== '' && found.searching}
        onSearch={searchFor}
        onStop={found.stop}
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField
          label={executionsPageWords.searchExecutions}
          placeholder={words.pipelineOrErrorMessage}
          value={filters.search ?? ''}
          onSearch={(wanted) => change({ search: wanted })}
          className="w-full sm:w-64"
        />
        <ChipRow>
          <SeveralChip
            label={words.level}
            options={LEVEL_OPTIONS}
            values={levels}
            onChange={(level) => change({ level })}
          />
          <PipelineChip pipelineId={filters.pipelineId} onChange={(pipelineId) => change({ pipelineId })} />
          <ExecutionFilterChips search={search} onChange={change} onClear={clear} />
        </ChipRow>
      </div>
      <output
        aria-live="polite"
        className="tabular mb-2 flex min-h-6 flex-wrap items-center gap-x-3 text-sm text-text-faint"
      >
        {text !== '' && found.searching && (
          <span className="inline-flex items-center gap-2">
            <Spinner className="size-4" />
            {words.searching}
          </span>
        )}
        {groups.length > 0 && (
          <span className="font-medium text-text">{words.found(found.matches.length, groups.length)}</span>
        )}
        {found.begun && (
          <span>
            {words.searched(found.executions, formatBytes(found.bytes))}
            {found.searchedTo !== null && (
              <>
                {' '}
                {words.backTo} <DateOnly at={found.searchedTo} />
              </>
            )}
          </span>
        )}
      </output>
      {isBroad(found.matches.length, groups.length) && (
        <p className="mb-2 text-sm text-text-soft">{words.broad}</p>
      )}
      <div ref={region} aria-busy={found.searching} className="space-y-3">
        {content()}
      </div>
      {groups.length > 0 && (
        <div className="flex flex-wrap items-center gap-3 pt-3 text-sm text-text-faint">
          {found.error !== null ? (
            <ErrorState title={words.loadError} error={found.error} onRetry={found.further} />
          ) : found.isFull ? (
            <p>{words.full(MAX_LINES)}</p>
          ) : found.hasMore ? (
            <Button busy={found.searching} onClick={found.further}>
              {words.further}
            </Button>
          ) : (
            <p>{words.all}</p>
          )}
        </div>
      )}
    </>
  )
}

/** The placeholder for groups that are still being searched. */
function GroupSkeleton() {
  return [0, 1, 2].map((index) => (
    <Card key={index} className="space-y-2 p-3.5">
      <Skeleton className="h-4 w-64 max-w-full" />
      <Skeleton className="h-3 w-full" />
      <Skeleton className="h-3 w-2/3" />
    </Card>
  ))
}
