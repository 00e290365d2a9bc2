import type { ViewPage } from '@flx/shared/view'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { useRole } from '#web/api/session.ts'
import { createView } from '#web/api/views.ts'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Field, Input } from '#web/ui/field.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

/** Asks for the name under which a page's search, filters and order are kept. */
export function SaveView({ page, query, onClose }: { page: ViewPage; query: string; onClose: () => void }) {
  const toast = useToast()
  const operator = useRole('operator')
  const saving = useMutation(createView())
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  return (
    <ConfirmDialog
      title="Save this view"
      confirmLabel="Save view"
      busy={saving.isPending}
      error={saving.error === null ? null : messageOf(saving.error)}
      disabledReason={name.trim() === '' ? 'Give the view a name first.' : undefined}
      onConfirm={() =>
        saving.mutate(
          { page, name: name.trim(), query, shared },
          {
            onSuccess: (view) => {
              toast.done(`The view ${view.name} was saved.`)
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    >
      <p>It keeps the search, the filters, the order and the way the list is shown.</p>
      <Field label="Name" required>
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
        label={<span className="text-text">Share it with everybody</span>}
        hint={operator.allowed ? 'Others see it among their views.' : operator.reason}
      />
    </ConfirmDialog>
  )
}
