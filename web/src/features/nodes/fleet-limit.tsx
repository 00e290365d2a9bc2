import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { useRole } from '#web/api/access/session.ts'
import { fleetLimit, setFleetLimit } from '#web/api/nodes/nodes.ts'
import { Button } from '#web/ui/button.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf, Skeleton } from '#web/ui/states.tsx'

import { fleetLimitWords as words } from './words.ts'

/** The number of executions that all workers together perform at once. Administrators can change it. */
export function FleetLimit() {
  const admin = useRole('admin')
  const { data, isError } = useQuery(fleetLimit())
  const [changing, setChanging] = useState(false)
  return (
    <p className="mb-3 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <span className="text-text-soft">{words.label}</span>
      {data === undefined && !isError ? (
        <Skeleton className="h-4 w-12" />
      ) : (
        <span className="font-medium tabular-nums">
          {data === undefined ? words.unknown : (data.limit ?? words.none)}
        </span>
      )}
      {admin.allowed && (
        <Button
          size="small"
          disabledReason={data === undefined ? (isError ? words.loadError : words.loading) : undefined}
          onClick={() => setChanging(true)}
        >
          {words.change}
        </Button>
      )}
      {changing && data !== undefined && (
        <LimitDialog limit={data.limit} onClose={() => setChanging(false)} />
      )}
    </p>
  )
}

function LimitDialog({ limit, onClose }: { limit: number | null; onClose: () => void }) {
  const toast = useToast()
  const [text, setText] = useState(limit === null ? '' : String(limit))
  const [fieldError, setFieldError] = useState<string>()
  const saving = useMutation(setFleetLimit())
  const submit = () => {
    const trimmed = text.trim()
    if (trimmed !== '' && !/^[1-9]\d{0,4}$/.test(trimmed)) return setFieldError(words.wholeNumber)
    return saving.mutate(
      { limit: trimmed === '' ? null : Number(trimmed) },
      {
        onSuccess: (saved) => {
          toast.done(words.saved(saved.limit))
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog
      title={words.title}
      submitLabel={words.save}
      pending={saving.isPending}
      submitError={saving.error === null ? null : messageOf(saving.error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={words.field} hint={words.hint} error={fieldError}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            value={text}
            onChange={({ target: { value } }) => {
              setFieldError(undefined)
              setText(value)
            }}
          />
        )}
      </Field>
    </FormDialog>
  )
}
