import type { RetentionPolicy } from '@flx/shared/retention'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { previewRetention, saveRetention, storage } from '#web/api/storage.ts'
import { fieldErrors } from '#web/features/settings/field-errors.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Field, Input, Select } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { ErrorState, Loading, messageOf, Skeleton } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { isNothing, RemovalList } from './removals.tsx'
import { draftOf, policyOf, RETENTION_FIELDS, type RetentionDraft } from './retention-draft.ts'

/** How long things are kept. What a change would remove is shown before it is saved. */
export function RetentionSection() {
  const { data, error, isFetching, refetch } = useQuery(storage.retention())
  return (
    <Section title="What is kept">
      {data === undefined ? (
        error === null ? (
          <Loading label="Loading the policy">
            <Skeleton className="h-64 w-full" />
          </Loading>
        ) : (
          <ErrorState
            title="The policy could not be loaded"
            error={error}
            retrying={isFetching}
            onRetry={() => void refetch()}
          />
        )
      ) : (
        <PolicyForm key={JSON.stringify(data.policy)} policy={data.policy} />
      )}
    </Section>
  )
}

function PolicyForm({ policy }: { policy: RetentionPolicy }) {
  const [draft, setDraft] = useState(() => draftOf(policy))
  const previewing = useMutation(previewRetention())
  const [reviewed, setReviewed] = useState<RetentionPolicy | null>(null)
  const errors = fieldErrors(previewing.error)
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(policy))
  const change = (changes: Partial<RetentionDraft>) => setDraft((current) => ({ ...current, ...changes }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (previewing.isPending || !changed) return
    const wanted = policyOf(draft)
    previewing.mutate(wanted, { onSuccess: () => setReviewed(wanted) })
  }
  return (
    <>
      <form noValidate onSubmit={submit} className="space-y-4">
        <p className="text-sm text-text-soft">Empty = kept for ever.</p>
        {previewing.error !== null && errors.size === 0 && (
          <Notice tone="danger">{messageOf(previewing.error)}</Notice>
        )}
        <div className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2">
          {RETENTION_FIELDS.map(({ field, label, hint }) => (
            <Field key={field} label={label} error={errors.get(field)} {...(hint === '' ? {} : { hint })}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="decimal"
                  value={draft[field]}
                  onChange={(event) => change({ [field]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <Field label="Nightly at (UTC)" error={errors.get('hour')}>
            {(control) => (
              <Select
                {...control}
                value={draft.hour}
                onChange={(event) => change({ hour: Number(event.target.value) })}
              >
                {Array.from({ length: 24 }, (_hour, hour) => (
                  <option key={hour} value={hour}>
                    {String(hour).padStart(2, '0')}:00
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <div className="flex flex-wrap justify-end gap-2">
          {changed && <Button onClick={() => setDraft(draftOf(policy))}>Reset</Button>}
          <Button
            type="submit"
            variant="primary"
            busy={previewing.isPending}
            disabledReason={changed ? undefined : 'Nothing was changed.'}
          >
            Review and save…
          </Button>
        </div>
      </form>
      {reviewed !== null && previewing.data !== undefined && (
        <SaveDialog policy={reviewed} removals={previewing.data} onClose={() => setReviewed(null)} />
      )}
    </>
  )
}

function SaveDialog({
  policy,
  removals,
  onClose,
}: {
  policy: RetentionPolicy
  removals: Parameters<typeof RemovalList>[0]['removals']
  onClose: () => void
}) {
  const toast = useToast()
  const saving = useMutation(saveRetention())
  const nothing = isNothing(removals)
  return (
    <ConfirmDialog
      title="Save the policy?"
      confirmLabel="Save policy"
      danger={!nothing}
      busy={saving.isPending}
      error={saving.error === null ? null : messageOf(saving.error)}
      // The form begins anew with what was saved, and this dialog goes with it: callbacks of `mutate` would, too.
      onConfirm={() =>
        void saving.mutateAsync(policy).then(
          () => {
            toast.done('The policy was saved. The next pass carries it out.')
            onClose()
          },
          // It stands in the dialog.
          () => undefined,
        )
      }
      onClose={onClose}
    >
      {nothing ? (
        <p>There is nothing yet that it would remove.</p>
      ) : (
        <>
          <p>The next pass would remove, for good:</p>
          <RemovalList label="What would go" removals={removals} />
          <p>The figures of charts and statistics stay as they are.</p>
        </>
      )}
    </ConfirmDialog>
  )
}
