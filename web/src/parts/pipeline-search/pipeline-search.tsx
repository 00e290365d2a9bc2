import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import type { ControlProps } from '#web/ui/fields/field.tsx'
import { OptionField } from '#web/ui/fields/option-field.tsx'

import { pipelineSearchWords as words } from './words.ts'

const NONE: readonly string[] = []

/** Finds a pipeline by name: type, then choose. Those already `chosen` are not offered. */
export function PipelineSearch({
  control,
  chosen = NONE,
  onChoose,
}: {
  control: ControlProps
  chosen?: readonly string[]
  onChoose: (id: string) => void
}) {
  const [search, setSearch] = useState('')
  const deferredSearch = useDeferredValue(search.trim())
  const found = useInfiniteQuery({
    ...pipelines.list({ search: deferredSearch, sort: 'name', limit: 20 }),
    enabled: deferredSearch !== '',
    placeholderData: keepPreviousData,
  })
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const noMatch = chosen.length === 0 ? words.noMatch : words.noOtherMatch
  return (
    <OptionField
      control={control}
      placeholder={words.placeholder}
      listLabel={words.label}
      text={search}
      onText={setSearch}
      options={items.filter(({ id }) => !chosen.includes(id))}
      searching={deferredSearch !== search.trim() || found.isPending || found.isPlaceholderData}
      note={found.isPending ? words.searching : noMatch}
      closed={deferredSearch === ''}
      listClass="max-h-40 rounded-md border border-line p-1"
      onChoose={(id) => {
        onChoose(id)
        setSearch('')
      }}
    />
  )
}
