import { useQuery } from '@tanstack/react-query'
import { ArrowDownUp } from 'lucide-react'

import type { PipelineFilters } from '#web/api/pipelines.ts'
import { plugins } from '#web/api/plugins.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { FilterChip, type FilterOption } from '#web/ui/chip.tsx'
import { Menu } from '#web/ui/menu.tsx'
import { SearchField } from '#web/ui/search-field.tsx'

import {
  ACTIVITY_WORDS,
  DEFAULT_SORT,
  SORT_WORDS,
  STATUS_WORDS,
  TYPE_WORDS,
  isFiltered,
} from './list-search.ts'

type Change = (changes: Record<string, string | undefined>) => void

/** Search, filters and order of the list; all of it lives in the URL. */
export function ListFilters({
  filters,
  tags,
  onChange,
  onClear,
}: {
  filters: PipelineFilters
  /** Tags of the pipelines that are shown. */
  tags: readonly string[]
  onChange: Change
  onClear: () => void
}) {
  const { data: known = [] } = useQuery(plugins.everything())
  const namesOf = (type: string) => known.filter((plugin) => plugin.type === type).map(({ name }) => name)
  const chip = (name: keyof PipelineFilters, label: string, options: readonly FilterOption[]) => (
    <FilterChip
      label={label}
      options={options}
      value={filters[name]?.toString()}
      onChange={(value) => onChange({ [name]: value })}
    />
  )
  const sort = filters.sort ?? DEFAULT_SORT
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchField
        label="Filter pipelines"
        placeholder="Filter by name, description, plugin…"
        value={filters.search ?? ''}
        onSearch={(search) => onChange({ search })}
        className="w-full sm:w-72"
      />
      <div className="flex items-center gap-2 max-sm:-mx-4 max-sm:w-[100vw] max-sm:overflow-x-auto max-sm:px-4 max-sm:py-0.5 sm:contents">
        {chip('status', 'Active', entries(ACTIVITY_WORDS))}
        {chip('type', 'Type', entries(TYPE_WORDS))}
        {chip('lastStatus', 'Last status', entries(STATUS_WORDS))}
        {chip('extractor', 'Extractor', plain(namesOf('extractor'), filters.extractor))}
        {chip('loader', 'Loader', plain(namesOf('loader'), filters.loader))}
        {(tags.length > 0 || filters.tag !== undefined) && chip('tag', 'Tag', plain(tags, filters.tag))}
        {isFiltered(filters) && (
          <Button variant="quiet" onClick={onClear}>
            Clear all
          </Button>
        )}
        <div className="max-sm:order-first sm:ml-auto">
          <Menu
            label={`Order: ${SORT_WORDS[sort]}`}
            align="end"
            triggerClass={buttonClass()}
            trigger={
              <>
                <ArrowDownUp aria-hidden className="size-4 text-text-faint" />
                {SORT_WORDS[sort]}
              </>
            }
            items={entries(SORT_WORDS).map(({ value, label }) => ({
              key: value,
              label,
              checked: value === sort,
              onSelect: () => onChange({ sort: value === DEFAULT_SORT ? undefined : value }),
            }))}
          />
        </div>
      </div>
    </div>
  )
}

const entries = (words: Record<string, string>): FilterOption[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** The chosen value stays in the menu even where nothing shown has it any more. */
function plain(values: readonly string[], chosen: string | undefined): FilterOption[] {
  const all = new Set([...values, ...(chosen === undefined ? [] : [chosen])])
  return [...all].sort().map((value) => ({ value, label: value }))
}
