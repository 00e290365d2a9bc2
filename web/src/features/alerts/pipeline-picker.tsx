import { keepPreviousData, useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import type { ControlProps } from '#web/ui/fields/field.tsx'
import { OptionField } from '#web/ui/fields/option-field.tsx'
import { RemovableChip } from '#web/ui/chips/removable-chip.tsx'
import { pipelinePickerWords } from './words.ts'

/** Selects pipelines by name: type to find, click to add, click the cross to remove. */
export function PipelinePicker({
  control,
  ids,
  onChange,
}: {
  control: ControlProps
  ids: readonly string[]
  onChange: (ids: string[]) => void
}) {
  const [search, setSearch] = useState('')
  const deferredSearch = useDeferredValue(search.trim())
  const found = useInfiniteQuery({
    ...pipelines.list({ search: deferredSearch, sort: 'name', limit: 20 }),
    enabled: deferredSearch !== '',
    placeholderData: keepPreviousData,
  })
  const chosen = useQueries({ queries: ids.map((id) => pipelines.detail(id)) })
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const offered = items.filter(({ id }) => !ids.includes(id))
  return (
    <div className="space-y-1.5">
      {ids.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {ids.map((id, index) => {
            const name = chosen[index]?.data?.name ?? '…'
            return (
              <li key={id} className="flex">
                <RemovableChip
                  name={name}
                  removeLabel={pipelinePickerWords.remove(name)}
                  onRemove={() => onChange(ids.filter((other) => other !== id))}
                />
              </li>
            )
          })}
        </ul>
      )}
      <OptionField
        control={control}
        placeholder={pipelinePickerWords.findByName}
        listLabel={pipelinePickerWords.pipelinesFound}
        text={search}
        onText={setSearch}
        options={offered}
        searching={deferredSearch !== search.trim() || found.isPending || found.isPlaceholderData}
        note={found.isPending ? pipelinePickerWords.searching : pipelinePickerWords.noMatch}
        closed={deferredSearch === ''}
        listClass="max-h-40 rounded-md border border-line p-1"
        onChoose={(id) => {
          onChange([...ids, id])
          setSearch('')
        }}
      />
    </div>
  )
}
