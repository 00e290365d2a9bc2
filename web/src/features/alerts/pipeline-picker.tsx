import { useQueries } from '@tanstack/react-query'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { PipelineSearch } from '#web/parts/pipeline-search/pipeline-search.tsx'
import type { ControlProps } from '#web/ui/fields/field.tsx'
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
  const chosen = useQueries({ queries: ids.map((id) => pipelines.detail(id)) })
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
      <PipelineSearch control={control} chosen={ids} onChoose={(id) => onChange([...ids, id])} />
    </div>
  )
}
