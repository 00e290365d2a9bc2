import { useRef, useState } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Field, Input, Textarea } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'

import { UnfinishedLink, useStateChange, type StateDialogProps } from './use-state-change.tsx'
import { WORDS } from './words.ts'

/** Imports what Meltano printed, pasted or from a file. */
export function ImportStateDialog({ pipelineId, shownVersion, onClose }: StateDialogProps) {
  const [text, setText] = useState('')
  const [stateId, setStateId] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const change = useStateChange(pipelineId, onClose)
  const stateIdError = change.fieldError('stateId')
  return (
    <FormDialog
      wide
      title={WORDS.import.title}
      submitLabel={WORDS.import.submit}
      pending={change.pending}
      submitError={change.problem('text', 'stateId', '')}
      disabledReason={text.trim() === '' ? WORDS.import.empty : undefined}
      onSubmit={() =>
        change.send({
          kind: 'import',
          text,
          version: shownVersion,
          ...(stateId === '' ? {} : { stateId }),
        })
      }
      onClose={onClose}
    >
      <UnfinishedLink executionId={change.unfinishedId} />
      <Field
        label={WORDS.import.label}
        hint={WORDS.import.hint}
        error={change.fieldError('text') ?? change.fieldError('')}
        aside={
          <Button size="small" variant="quiet" onClick={() => file.current?.click()}>
            {WORDS.import.file}
          </Button>
        }
      >
        {(control) => (
          <Textarea
            {...control}
            rows={12}
            spellCheck={false}
            className="font-mono text-xs"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <input
        ref={file}
        type="file"
        accept=".json,application/json,text/plain"
        aria-label={WORDS.import.file}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
      />
      {(stateIdError !== undefined || stateId !== '') && (
        <Field label={WORDS.import.stateId} hint={WORDS.import.stateIdHint} error={stateIdError}>
          {(control) => (
            <Input
              {...control}
              value={stateId}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setStateId(event.target.value)}
            />
          )}
        </Field>
      )}
    </FormDialog>
  )
}
