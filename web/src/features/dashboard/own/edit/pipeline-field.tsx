import { useQuery } from '@tanstack/react-query'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { PipelineSearch } from '#web/parts/pipeline-search/pipeline-search.tsx'
import { RemovableChip } from '#web/ui/chips/removable-chip.tsx'
import { Field } from '#web/ui/fields/field.tsx'

import { editorWords, widgetDialogWords as words } from '../words.ts'

/** Selects one pipeline by name: type to find, choose, remove. */
export function PipelineField({
  id,
  onChange,
}: {
  id: string | null
  onChange: (id: string | null) => void
}) {
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
      {(control) => <PipelineSearch control={control} onChoose={onChange} />}
    </Field>
  )
}
