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
  const results = useLogSearch({ ...filters, text, level: levels })
  const groups = groupMatches(results.matches)
  const region = useRef<HTMLDivElement>(null)
  useListKeys(region)

  const change = (changes: Changes) =>
    setParameters((current) => changeExecutionSearch(current, changes), {
      replace: true,
      preventScrollReset: true,
    })
  const clear = () => setParameters(text === '' ? {} : { text }, { replace: true })
  const searchFor = (newText: string) => {
    if (newText === text) results.searchFurther()
    else setParameters((current) => changeExecutionSearch(current, { text: newText }))
  }

  const furtherButton = results.hasMore && (
    <Button onClick={results.searchFurther}>{results.hasStarted ? words.further : words.continue}</Button>
  )
  const renderContent = (): ReactNode => {
    if (text === '') {
      return (
        <Card>
          <EmptyState icon={ScanSearch} title={words.start}>
            {words.startHint}
          </EmptyState>
        </Card>
      )
    }
    if (results.error !== null && groups.length === 0) {
      return (
        <Card>
          <ErrorState title={words.loadError} error={results.error} onRetry={results.searchFurther} />
        </Card>
      )
    }
    if (groups.length > 0) {
      return groups.map((group) => (
        <MatchGroupCard key={group.execution.executionId} group={group} text={text} zone={zone} />
      ))
    }
    if (results.searching) return <GroupSkeleton />
    return (
      <Card>
        <EmptyState
          icon={ScanSearch}
          title={!results.hasStarted ? words.stopped : results.hasMore ? words.nothingYet : words.nothing}
          actions={
            <>
              {furtherButton}
              {isNarrowed(search.filters) && <Button onClick={clear}>{words.clear}</Button>}
            </>
          }
        >
          {!results.hasMore && words.nothingHint}
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
        searching={text !== '' && results.searching}
        onSearch={searchFor}
        onStop={results.stop}
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField
          label={executionsPageWords.searchExecutions}
          placeholder={words.pipelineOrErrorMessage}
          value={filters.search ?? ''}
          onSearch={(newText) => change({ search: newText })}
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
        {text !== '' && results.searching && (
          <span className="inline-flex items-center gap-2">
            <Spinner className="size-4" />
            {words.searching}
          </span>
        )}
        {groups.length > 0 && (
          <span className="font-medium text-text">{words.found(results.matches.length, groups.length)}</span>
        )}
        {results.hasStarted && (
          <span>
            {words.searched(results.executions, formatBytes(results.bytes))}
            {results.searchedTo !== null && (
              <>
                {' '}
                {words.backTo} <DateOnly at={results.searchedTo} />
              </>
            )}
          </span>
        )}
      </output>
      {isBroad(results.matches.length, groups.length) && (
        <p className="mb-2 text-sm text-text-soft">{words.broad}</p>
      )}
      <div ref={region} aria-busy={results.searching} className="space-y-3">
        {renderContent()}
      </div>
      {groups.length > 0 && (
        <div className="flex flex-wrap items-center gap-3 pt-3 text-sm text-text-faint">
          {results.error !== null ? (
            <ErrorState title={words.loadError} error={results.error} onRetry={results.searchFurther} />
          ) : results.isFull ? (
            <p>{words.full(MAX_LINES)}</p>
          ) : results.hasMore ? (
            <Button busy={results.searching} onClick={results.searchFurther}>
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
