import type { DashboardSharing } from '@flx/shared/dashboards/dashboard'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { createDashboard } from '#web/api/dashboards.ts'
import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { paths } from '#web/paths.ts'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'

import { SharingSelect } from './edit/sharing-select.tsx'
import { dashboardsWords as words } from './words.ts'

/** Names a new dashboard and opens it for editing. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const operator = useRole('operator')
  const creating = useMutation(createDashboard())
  const [name, setName] = useState('')
  const [sharing, setSharing] = useState<DashboardSharing>('private')
  return (
    <FormDialog
      title={words.createTitle}
      submitLabel={words.create}
      pending={creating.isPending || creating.isSuccess}
      submitError={generalError(creating.error, ['name'])}
      onSubmit={() =>
        creating.mutate(
          { name, sharing },
          { onSuccess: ({ id }) => void navigate(paths.dashboard(id, 'edit')) },
        )
      }
      onClose={onClose}
    >
      <Field label={words.name} required error={fieldErrors(creating.error).get('name')}>
        {(control) => (
          <Input {...control} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field label={words.sharing} hint={operator.allowed ? words.sharingHint : operator.reason}>
        {(control) => (
          <SharingSelect {...control} value={sharing} disabled={!operator.allowed} onChange={setSharing} />
        )}
      </Field>
    </FormDialog>
  )
}
