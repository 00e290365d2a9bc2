import type { ViewPage } from '@flx/shared/access/view'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { createView } from '#web/api/views.ts'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { saveViewWords } from './words.ts'

/** Asks for a name and saves a page's search, filters and order as a view. */
export function SaveView({ page, query, onClose }: { page: ViewPage; query: string; onClose: () => void }) {
  const toast = useToast()
  const operator = useRole('operator')
  const saving = useMutation(createView())
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  return (
    <ConfirmDialog
      title={saveViewWords.title}
      confirmLabel={saveViewWords.save}
      busy={saving.isPending}
      error={saving.error === null ? null : messageOf(saving.error)}
      disabledReason={name.trim() === '' ? saveViewWords.nameFirst : undefined}
      onConfirm={() =>
        saving.mutate(
          { page, name: name.trim(), query, shared },
          {
            onSuccess: (view) => {
              toast.done(saveViewWords.saved(view.name))
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>{saveViewWords.hint}</p>
      <Field label={saveViewWords.name} required>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Checkbox
        checked={shared}
        disabled={!operator.allowed}
        onChange={(event) => setShared(event.target.checked)}
        label={<span className="text-text">{saveViewWords.share}</span>}
        hint={operator.allowed ? saveViewWords.shareHint : operator.reason}
      />
    </ConfirmDialog>
  )
}
