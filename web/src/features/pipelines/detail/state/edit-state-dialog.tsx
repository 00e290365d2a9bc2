import type { StateVersion } from '@flx/shared/executions/state/state'
import { tryParseJson } from '@flx/shared/json/json-text'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { pipelineState } from '#web/api/pipelines/pipeline-state.ts'
import { Button } from '#web/ui/button.tsx'
import { Field, Textarea } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { prettyState } from './state-text.ts'
import { UnfinishedLink, useStateChange } from './use-state-change.tsx'
import { WORDS } from './words.ts'

/** Edits the whole state as text. Saves nothing if it was not changed. */
export function EditStateDialog({
  pipelineId,
  state,
  onClose,
}: {
  pipelineId: string
  state: StateVersion | null
  onClose: () => void
}) {
  const queries = useQueryClient()
  // The shown version stays the base, even if the state changes while the dialog is open.
  const [base, setBase] = useState(state)
  const [text, setText] = useState(prettyState(state))
  const change = useStateChange(pipelineId, onClose)
  const isJson = tryParseJson(text) !== undefined
  const isUnchanged = text === prettyState(base)
  const loading = useMutation({
    mutationFn: () => queries.fetchQuery({ ...pipelineState.current(pipelineId), staleTime: 0 }),
    onSuccess: (current) => {
      setBase(current)
      setText(prettyState(current))
      change.reset()
    },
  })
  return (
    <FormDialog
      wide
      title={WORDS.edit.title}
      submitLabel={WORDS.edit.submit}
      pending={change.pending}
      submitError={loading.error === null ? change.problem('text') : messageOf(loading.error)}
      disabledReason={isUnchanged ? WORDS.edit.unchanged : undefined}
      onSubmit={() => change.send({ kind: 'put', text, version: base?.version ?? 0 })}
      onClose={onClose}
    >
      {change.stale && (
        <Button size="small" busy={loading.isPending} onClick={() => loading.mutate()}>
          {WORDS.edit.stale}
        </Button>
      )}
      <UnfinishedLink executionId={change.unfinishedId} />
      <Field
        label={WORDS.edit.label}
        hint={text.includes('***') ? `${WORDS.edit.hint} ${WORDS.edit.masked}` : WORDS.edit.hint}
        error={change.fieldError('text') ?? (isJson || text === '' ? undefined : WORDS.edit.notJson)}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={18}
            spellCheck={false}
            className="font-mono text-xs"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  )
}
