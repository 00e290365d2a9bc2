import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { RemovableChip } from '#web/ui/chips/removable-chip.tsx'
import { Field } from '#web/ui/fields/field.tsx'
import { OptionField } from '#web/ui/fields/option-field.tsx'

import { editorWords, widgetDialogWords as words } from '../words.ts'

/** Selects one pipeline by name: type to find, choose, remove. */
export function PipelineField({
  id,
  onChange,
}: {
  id: string | null
  onChange: (id: string | null) => void
}) {
  const [search, setSearch] = useState('')
  const deferredSearch = useDeferredValue(search.trim())
  const found = useInfiniteQuery({
    ...pipelines.list({ search: deferredSearch, sort: 'name', limit: 20 }),
    enabled: deferredSearch !== '',
    placeholderData: keepPreviousData,
  })
  const { data: chosen } = useQuery({ ...pipelines.detail(id ?? ''), enabled: id !== null })
  if (id !== null) {
    const name = chosen?.name ?? '…'
    return (
      <div>
        <p className="mb-1 text-sm font-medium">{words.pipeline}</p>
        <RemovableChip name={name} removeLabel={editorWords.remove(name)} onRemove={() => onChange(null)} />
      </div>
    )
  }
  return (
    <Field label={words.pipeline}>
      {(control) => (
        <OptionField
          control={control}
          placeholder={words.findPipeline}
          listLabel={words.pipelinesFound}
          text={search}
          onText={setSearch}
          options={found.data?.pages.flatMap((page) => page.items) ?? []}
          searching={deferredSearch !== search.trim() || found.isPending || found.isPlaceholderData}
          note={found.isPending ? words.searching : words.noMatch}
          closed={deferredSearch === ''}
          listClass="max-h-40 rounded-md border border-line p-1"
          onChoose={(chosenId) => {
            onChange(chosenId)
            setSearch('')
          }}
        />
      )}
    </Field>
  )
}
