import { CAUSE_STATES, type CauseState } from '@flx/shared/failures/cause-link'
import type { CauseCounts } from '@flx/shared/failures/failure-cause'
import { useQuery } from '@tanstack/react-query'

import { failures } from '#web/api/failures/failures.ts'
import { causeStateWords } from '#web/parts/causes/words.ts'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { FilterChip } from '#web/ui/chips/chip.tsx'
import { ChipRow } from '#web/ui/chips/chip-row.tsx'
import { SearchField } from '#web/ui/fields/search-field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'

import { SPANS, type FailureSearch } from './failure-search.ts'
import { filterWords } from './words.ts'

export type Change = (changes: Record<string, string | undefined>) => void

/** The filters of the list of causes. */
export function FailureFilters({
  search,
  counts,
  onChange,
}: {
  search: FailureSearch
  counts: CauseCounts | undefined
  onChange: Change
}) {
  const { data: choices, isError: hasNoChoices } = useQuery(failures.choices())
  const { data: tags, isError: hasNoTags } = useQuery(pipelines.tags())
  const total = counts === undefined ? null : counts.open + counts.acknowledged + counts.recovered
  const toOption = (value: string) => ({ value, label: value })
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchField
        label={filterWords.searchLabel}
        placeholder={filterWords.search}
        value={search.search}
        onSearch={(text) => onChange({ search: text })}
        className="w-full sm:w-56"
      />
      <Segmented<CauseState | 'all'>
        label={filterWords.state}
        options={[
          ...CAUSE_STATES.map((key) => ({
            key,
            label: causeStateWords[key],
            count: counts?.[key] ?? null,
          })),
          { key: 'all', label: filterWords.all, count: total },
        ]}
        chosen={search.state ?? 'all'}
        onChoose={(state) => onChange({ state: state === 'all' ? undefined : state })}
      />
      <ChipRow>
        <FilterChip
          label={filterWords.seen}
          options={SPANS.map((value) => ({ value, label: filterWords.spans[value] }))}
          value={search.span}
          onChange={(span) => onChange({ seen: span })}
        />
        <FilterChip
          label={filterWords.plugin}
          options={choices?.plugins.map(toOption)}
          failed={hasNoChoices}
          value={search.plugin}
          onChange={(plugin) => onChange({ plugin })}
        />
        <FilterChip
          label={filterWords.tag}
          options={tags?.map(toOption)}
          failed={hasNoTags}
          value={search.tag}
          onChange={(tag) => onChange({ tag })}
        />
        <FilterChip
          label={filterWords.assignee}
          options={
            choices && [
              { value: 'none', label: filterWords.unassigned },
              ...choices.users.map(({ id, name }) => ({ value: id, label: name })),
            ]
          }
          failed={hasNoChoices}
          value={search.assignee}
          onChange={(assignee) => onChange({ assignee })}
        />
      </ChipRow>
    </div>
  )
}
