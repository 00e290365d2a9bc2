import { NOTE_LENGTH } from '@flx/shared/executions/execution-note'
import { useEffect, useRef, useState, type FormEvent } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Field, Textarea } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { notesWords as WORDS } from './words.ts'

/** The text of a note; Ctrl+Enter saves it. */
export function NoteForm({
  body: before,
  saving,
  onSave,
  onClose,
}: {
  body: string
  saving: { isPending: boolean; error: Error | null }
  onSave: (body: string) => void
  onClose: () => void
}) {
  const [body, setBody] = useState(before)
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => box.current?.focus(), [])
  const save = (event?: FormEvent) => {
    event?.preventDefault()
    if (!saving.isPending) onSave(body)
  }
  return (
    <form noValidate onSubmit={save} className="space-y-2">
      <Field
        label={WORDS.label}
        error={saving.error === null ? undefined : messageOf(saving.error)}
        hint={WORDS.hint}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            ref={box}
            value={body}
            maxLength={NOTE_LENGTH}
            onChange={(event) => setBody(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') onClose()
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
            }}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="small" onClick={onClose}>
          {WORDS.cancel}
        </Button>
        <Button size="small" type="submit" variant="primary" busy={saving.isPending}>
          {WORDS.save}
        </Button>
      </div>
    </form>
  )
}
