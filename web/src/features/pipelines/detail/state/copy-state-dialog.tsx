import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { Field, Select } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { UnfinishedLink, useStateChange } from './use-state-change.tsx'
import { WORDS } from './words.ts'

/** Copies the state of another pipeline with the same extractor. */
export function CopyStateDialog({
  pipeline,
  shownVersion,
  onClose,
}: {
  pipeline: Pipeline
  shownVersion: number
  onClose: () => void
}) {
  const { id, extractor } = pipeline
  const query = useQuery(pipelines.ofExtractor(extractor))
  const [chosen, setChosen] = useState('')
  const change = useStateChange(id, onClose)
  const others = query.data?.items.filter((other) => other.id !== id)
  return (
    <FormDialog
      title={WORDS.copy.title}
      submitLabel={WORDS.copy.submit}
      pending={change.pending}
      submitError={change.problem('pipelineId')}
      disabledReason={chosen === '' ? `${WORDS.copy.choose}.` : undefined}
      onSubmit={() => change.send({ kind: 'copy', pipelineId: chosen, version: shownVersion })}
      onClose={onClose}
    >
      <UnfinishedLink executionId={change.unfinishedId} />
      {others === undefined ? (
        query.error === null ? (
          <Skeleton className="h-8 w-full" />
        ) : (
          <QueryError compact query={query} title={WORDS.copy.loadError} />
        )
      ) : others.length === 0 ? (
        <p className="text-sm text-text-soft">{WORDS.copy.none(extractor)}</p>
      ) : (
        <Field
          label={WORDS.copy.label}
          hint={`${WORDS.copy.text(extractor)}${query.data?.nextCursor === null ? '' : ` ${WORDS.copy.more}`}`}
          error={change.fieldError('pipelineId')}
        >
          {(control) => (
            <Select {...control} value={chosen} onChange={(event) => setChosen(event.target.value)}>
              <option value="">{WORDS.copy.choose}</option>
              {others.map((other) => (
                <option key={other.id} value={other.id}>
                  {other.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </FormDialog>
  )
}
