import { useEffect, useRef, useState, type FormEvent } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Field, Textarea } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'

/** The text of a note or comment. Ctrl+Enter saves it, Escape cancels. */
export function NoteForm({
  body: initialBody = '',
  words,
  maxLength,
  saving,
  onSave,
  onClose,
}: {
  body?: string
  words: { label: string; hint: string; save: string; cancel: string }
  maxLength: number
  saving: { isPending: boolean; error: Error | null }
  onSave: (body: string) => void
  onClose: () => void
}) {
  const [body, setBody] = useState(initialBody)
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => box.current?.focus(), [])
  const save = (event?: FormEvent) => {
    event?.preventDefault()
    if (!saving.isPending) onSave(body)
  }
  return (
    <form noValidate onSubmit={save} className="space-y-2">
      <Field
        label={words.label}
        error={saving.error === null ? undefined : messageOf(saving.error)}
        hint={words.hint}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            ref={box}
            value={body}
            maxLength={maxLength}
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
          {words.cancel}
        </Button>
        <Button size="small" type="submit" variant="primary" busy={saving.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  )
}
