import { EXECUTION_STATUSES } from '@flx/shared/executions/execution-status'
import { useQuery } from '@tanstack/react-query'
import { ArrowDownUp } from 'lucide-react'

import { pipelines, type PipelineFilters } from '#web/api/pipelines/pipelines.ts'
import { plugins } from '#web/api/plugins/plugins.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { FilterChip, type FilterOption } from '#web/ui/chips/chip.tsx'
import { ChipRow } from '#web/ui/chips/chip-row.tsx'
import { DaysChip } from '#web/ui/chips/days-chip.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { SeveralChip } from '#web/ui/chips/several-chip.tsx'

import { FleetLegend } from '../fleet/fleet-legend.tsx'
import {
  ACTIVITY_WORDS,
  BUDGET_WORDS,
  DEFAULT_SORTS,
  FRESHNESS_WORDS,
  SORT_WORDS,
  STATUS_WORDS,
  TYPE_WORDS,
  isFiltered,
  type Changes,
  type ListView,
} from './list-search.ts'
import { TemplateChip } from './template/template-chip.tsx'
import { listFiltersWords } from './words.ts'

type Change = (changes: Changes) => void

/** Search, filters and order of the list, all kept in the URL. */
export function ListFilters({
  filters,
  view,
  days,
  hasTemplates,
  onChange,
  onClear,
}: {
  view: ListView
  filters: PipelineFilters
  /** The days of creation as in the URL. */
  days: { createdFrom: string | undefined; createdTo: string | undefined }
  /** A pipeline of the list was made from a template. */
  hasTemplates: boolean
  onChange: Change
  onClear: () => void
}) {
  const registry = useQuery(plugins.everything())
  const tags = useQuery(pipelines.tags())
  const owners = useQuery(pipelines.owners())
  const namesOf = (type: string) =>
    registry.data?.filter((plugin) => plugin.type === type).map(({ name }) => name)
  const filterChip = (
    name: keyof PipelineFilters,
    label: string,
    options: readonly FilterOption[] | undefined,
    failed = false,
  ) => (
    <FilterChip
      label={label}
      options={options}
      failed={failed}
      value={filters[name]?.toString()}
      onChange={(value) => onChange({ [name]: value })}
    />
  )
  const sort = filters.sort ?? DEFAULT_SORTS[view]
  // The fleet view offers only filters on what its rows show. A filter that is already set stays visible.
  const offers = (...names: (keyof PipelineFilters)[]) =>
    view !== 'fleet' || names.some((name) => filters[name] !== undefined)
  return (
    <div className="mb-4 flex items-start gap-2 max-sm:flex-wrap">
      <div className="flex min-w-0 grow flex-wrap items-center gap-2 max-sm:contents">
        <SearchField
          label={listFiltersWords.filterPipelines}
          placeholder={listFiltersWords.nameDescriptionPlugin}
          value={filters.search ?? ''}
          onSearch={(search) => onChange({ search })}
          className="min-w-0 max-sm:flex-1 sm:w-60"
        />
        <ChipRow>
          {offers('status') && filterChip('status', listFiltersWords.lifecycle, toOptions(ACTIVITY_WORDS))}
          {offers('type') && filterChip('type', listFiltersWords.type, toOptions(TYPE_WORDS))}
          {offers('lastStatus') && (
            <SeveralChip
              label={listFiltersWords.lastStatus}
              options={EXECUTION_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }))}
              values={filters.lastStatus ?? []}
              onChange={(lastStatus) => onChange({ lastStatus })}
            />
          )}
          {filterChip(
            'extractor',
            listFiltersWords.extractor,
            sortedOptions(namesOf('extractor'), filters.extractor),
            registry.isError,
          )}
          {offers('loader') &&
            filterChip(
              'loader',
              listFiltersWords.loader,
              sortedOptions(namesOf('loader'), filters.loader),
              registry.isError,
            )}
          {/* Shown while the options load, so that what follows stays in its place. */}
          {(tags.data?.length !== 0 || filters.tag !== undefined) &&
            filterChip('tag', listFiltersWords.tag, sortedOptions(tags.data, filters.tag), tags.isError)}
          {(owners.data?.length !== 0 || filters.owner !== undefined) &&
            filterChip(
              'owner',
              listFiltersWords.owner,
              sortedOptions(owners.data, filters.owner),
              owners.isError,
            )}
          {(hasTemplates || filters.template !== undefined) && (
            <TemplateChip value={filters.template} onChange={(template) => onChange({ template })} />
          )}
          {filterChip('freshness', listFiltersWords.freshness, toOptions(FRESHNESS_WORDS))}
          {filterChip('budget', listFiltersWords.budget, toOptions(BUDGET_WORDS))}
          {offers('createdFrom', 'createdTo') && (
            <DaysChip
              label={listFiltersWords.created}
              from={days.createdFrom}
              to={days.createdTo}
              onChange={({ from, to }) => onChange({ createdFrom: from, createdTo: to })}
            />
          )}
          {isFiltered(filters) && (
            <Button variant="quiet" onClick={onClear}>
              {listFiltersWords.clearAll}
            </Button>
          )}
        </ChipRow>
      </div>
      {view === 'fleet' && <FleetLegend />}
      <div className="shrink-0">
        <Menu
          label={listFiltersWords.order(SORT_WORDS[sort])}
          align="end"
          triggerClass={buttonClass()}
          trigger={
            <>
              <ArrowDownUp aria-hidden className="size-4 text-text-faint" />
              {SORT_WORDS[sort]}
            </>
          }
          items={toOptions(SORT_WORDS).map(({ value, label }) => ({
            key: value,
            label,
            checked: value === sort,
            onSelect: () => onChange({ sort: value === DEFAULT_SORTS[view] ? undefined : value }),
          }))}
        />
      </div>
    </div>
  )
}

const toOptions = (words: Record<string, string>): FilterOption[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** Returns the options in order. The chosen value stays in the menu even if no shown pipeline has it. */
function sortedOptions(
  values: readonly string[] | undefined,
  chosen: string | undefined,
): FilterOption[] | undefined {
  if (values === undefined) return undefined
  const allValues = new Set([...values, ...(chosen === undefined ? [] : [chosen])])
  return [...allValues].sort().map((value) => ({ value, label: value }))
}
