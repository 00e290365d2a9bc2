import type { RetentionPolicy } from '@flx/shared/operations/retention'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { previewRetention, saveRetention, storage } from '#web/api/storage.ts'
import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { QueryError } from '#web/ui/table/query-error.tsx'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Field, Input, Select } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Loading, messageOf, Skeleton } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { isNothing, RemovalList } from './removals.tsx'
import { draftOf, policyOf, RETENTION_FIELDS, type RetentionDraft } from './retention-draft.ts'
import { retentionSectionWords } from './words.ts'

/** The retention policy. The rows that a change would remove are shown before it is saved. */
export function RetentionSection() {
  const query = useQuery(storage.retention())
  const { data, error } = query
  return (
    <Section title={retentionSectionWords.title}>
      {data === undefined ? (
        error === null ? (
          <Loading label={retentionSectionWords.loading}>
            <Skeleton className="h-64 w-full" />
          </Loading>
        ) : (
          <QueryError query={query} title={retentionSectionWords.loadError} />
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
  const problem = generalError(previewing.error, ['hour', ...RETENTION_FIELDS.map(({ field }) => field)])
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(policy))
  const change = (changes: Partial<RetentionDraft>) => setDraft((current) => ({ ...current, ...changes }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (previewing.isPending || !isChanged) return
    const newPolicy = policyOf(draft)
    previewing.mutate(newPolicy, { onSuccess: () => setReviewed(newPolicy) })
  }
  return (
    <>
      <form noValidate onSubmit={submit} className="space-y-4">
        <p className="text-sm text-text-soft">{retentionSectionWords.empty}</p>
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
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
          <Field label={retentionSectionWords.nightlyAt} error={errors.get('hour')}>
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
          {isChanged && (
            <Button onClick={() => setDraft(draftOf(policy))}>{retentionSectionWords.discardChanges}</Button>
          )}
          <Button
            type="submit"
            variant="primary"
            busy={previewing.isPending}
            disabledReason={isChanged ? undefined : retentionSectionWords.noChanges}
          >
            {retentionSectionWords.reviewAndSave}
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
  const isEmpty = isNothing(removals)
  return (
    <ConfirmDialog
      title={retentionSectionWords.savePolicy}
      confirmLabel={retentionSectionWords.savePolicyLabel}
      danger={!isEmpty}
      busy={saving.isPending}
      error={saving.error === null ? null : messageOf(saving.error)}
      // The form is remounted with the saved values, which drops this dialog and callbacks of `mutate`.
      onConfirm={() =>
        void saving.mutateAsync(policy).then(
          () => {
            toast.done(retentionSectionWords.saved)
            onClose()
          },
          // The dialog shows the error.
          () => undefined,
        )
      }
      onClose={onClose}
    >
      {isEmpty ? (
        <p>{retentionSectionWords.nothingToRemove}</p>
      ) : (
        <>
          <p>{retentionSectionWords.willRemove}</p>
          <RemovalList label={retentionSectionWords.willRemoveLabel} removals={removals} />
          <p>{retentionSectionWords.figuresStay}</p>
        </>
      )}
    </ConfirmDialog>
  )
}
