import { useQuery } from '@tanstack/react-query'

import { useRole } from '#web/api/access/session.ts'
import { nodes } from '#web/api/nodes/nodes.ts'
import { Field } from '#web/ui/fields/field.tsx'

import { labelFieldWords as words } from './words.ts'
import { TagInput } from './tag-input.tsx'

/** The labels that a worker needs to execute the pipeline. Suggests the labels of workers. */
export function LabelField({
  labels,
  error,
  onChange,
}: {
  labels: readonly string[]
  error: string | undefined
  onChange: (labels: string[]) => void
}) {
  const admin = useRole('admin')
  const { data } = useQuery(nodes())
  const workerLabels = [...new Set((data ?? []).flatMap((node) => node.labels))].sort()
  const unknownLabels = data === undefined ? [] : labels.filter((label) => !workerLabels.includes(label))
  const hint = unknownLabels.length > 0 ? words.unknown(unknownLabels) : words.hint
  return (
    <Field
      path="requiredLabels"
      label={words.label}
      error={error}
      hint={admin.allowed ? hint : `${words.adminsOnly} ${admin.reason}`}
    >
      {(control) => (
        <TagInput
          control={control}
          tags={labels}
          words={words}
          suggestions={workerLabels}
          disabled={!admin.allowed}
          onChange={onChange}
        />
      )}
    </Field>
  )
}
