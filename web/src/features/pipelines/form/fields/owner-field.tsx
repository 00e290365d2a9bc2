import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { Field, Input } from '#web/ui/fields/field.tsx'

import { pipelineFieldsWords } from '../words.ts'

/** The owner of the pipeline. Suggests the owners of other pipelines. */
export function OwnerField({
  owner,
  error,
  onChange,
}: {
  owner: string
  error: string | undefined
  onChange: (owner: string) => void
}) {
  const listId = useId()
  const { data: owners = [] } = useQuery(pipelines.owners())
  return (
    <Field path="owner" label={pipelineFieldsWords.owner} error={error} hint={pipelineFieldsWords.ownerHint}>
      {(control) => (
        <>
          <Input
            {...control}
            value={owner}
            maxLength={100}
            list={listId}
            autoComplete="off"
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={listId}>
            {owners.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}
