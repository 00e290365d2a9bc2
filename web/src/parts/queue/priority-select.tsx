import { PRIORITIES, type Priority } from '@flx/shared/executions/priority'

import { Select, type ControlProps } from '#web/ui/fields/field.tsx'

import { PRIORITY_WORDS, priorityWords } from './words.ts'

/** A choice of priority. With `ofPipeline`, "the pipeline's" (null) is also an option. */
export function PrioritySelect({
  control,
  priority,
  ofPipeline,
  onChange,
}: {
  control: ControlProps
  priority: Priority | null
  ofPipeline?: Priority
  onChange: (priority: Priority | null) => void
}) {
  return (
    <Select
      {...control}
      className="max-w-60"
      value={priority ?? ''}
      onChange={({ target: { value } }) => onChange(PRIORITIES.find((option) => option === value) ?? null)}
    >
      {ofPipeline !== undefined && <option value="">{priorityWords.ofPipeline(ofPipeline)}</option>}
      {PRIORITIES.map((option) => (
        <option key={option} value={option}>
          {PRIORITY_WORDS[option]}
        </option>
      ))}
    </Select>
  )
}
