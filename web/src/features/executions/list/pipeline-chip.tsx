import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { FilterPanel } from '#web/ui/fields/filter-panel.tsx'
import { OptionField } from '#web/ui/fields/option-field.tsx'
import { pipelineChipWords } from './words.ts'

/** A filter by one pipeline. It searches by name, because there can be thousands. */
export function PipelineChip({
  pipelineId,
  onChange,
}: {
  pipelineId: string | undefined
  onChange: (pipelineId: string | undefined) => void
}) {
  const chosen = useQuery({ ...pipelines.detail(pipelineId ?? ''), enabled: pipelineId !== undefined })
  const isSet = pipelineId !== undefined
  const name = chosen.data?.name ?? pipelineChipWords.onePipeline
  return (
    <FilterPanel
      label={pipelineChipWords.pipelineLabel}
      name={isSet ? pipelineChipWords.pipeline(name) : pipelineChipWords.filterByPipeline}
      text={isSet ? name : pipelineChipWords.pipelineLabel}
      shown={isSet ? name : undefined}
      onClear={() => onChange(undefined)}
      className="w-80 p-2"
    >
      {(close) => (
        <Choice
          chosen={pipelineId}
          onChoose={(next) => {
            close()
            onChange(next)
          }}
        />
      )}
    </FilterPanel>
  )
}

function Choice({ chosen, onChoose }: { chosen: string | undefined; onChoose: (id: string) => void }) {
  const [text, setText] = useState('')
  const search = useDeferredValue(text.trim())
  const list = useInfiniteQuery({
    ...pipelines.list({ sort: 'name', limit: 20, ...(search === '' ? {} : { search }) }),
    placeholderData: keepPreviousData,
  })
  return (
    <OptionField
      label={pipelineChipWords.findPipeline}
      placeholder={pipelineChipWords.findByName}
      listLabel={pipelineChipWords.pipelinesFound}
      text={text}
      onText={setText}
      options={list.data?.pages.flatMap((page) => page.items) ?? []}
      chosen={chosen}
      searching={search !== text.trim() || list.isPending || list.isPlaceholderData}
      note={list.isPending ? pipelineChipWords.searching : pipelineChipWords.noPipelineMatches}
      typeAtOnce
      listClass="mt-1.5 max-h-64"
      onChoose={onChoose}
    />
  )
}
