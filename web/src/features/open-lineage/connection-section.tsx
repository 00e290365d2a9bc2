import type { OpenLineageConnection } from '@flx/shared/lineage/open-lineage'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { saveOpenLineage, testOpenLineage } from '#web/api/lineage/open-lineage.ts'
import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { DamageNotice } from '#web/ui/damage-notice.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { draftOf, hasKey, settingsOf, type ConnectionDraft } from './connection-draft.ts'
import { connectionWords as words } from './words.ts'

const TRANSPORTS = (['http', 'file'] as const).map((key) => ({ key, label: words.transports[key] }))

/** The fields that show their own errors. */
const SHOWN = {
  http: ['url', 'apiKey', 'namespace'],
  file: ['fileMebibytes', 'filesKept', 'namespace'],
} as const

/** The settings of where events go. They can be tested before they are saved. */
export function ConnectionSection({ connection }: { connection: OpenLineageConnection }) {
  const { settings, file, damaged } = connection
  const toast = useToast()
  const [draft, setDraft] = useState(() => draftOf(settings))
  const saving = useMutation(saveOpenLineage())
  const testing = useMutation(testOpenLineage())
  const problem = saving.error ?? testing.error
  const errors = fieldErrors(problem)
  const general = generalError(problem, SHOWN[draft.transport])
  const isChanged = damaged !== undefined || JSON.stringify(draft) !== JSON.stringify(draftOf(settings))
  const hasStoredKey = hasKey(settings)
  const change = (fields: Partial<ConnectionDraft>) => {
    testing.reset()
    saving.reset()
    setDraft({ ...draft, ...fields })
  }
  const test = () => {
    saving.reset()
    testing.mutate(settingsOf(draft, settings))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (saving.isPending || !isChanged) return
    testing.reset()
    // Not a callback of `mutate`: the form is remounted with the saved values, which drops such callbacks.
    void saving.mutateAsync(settingsOf(draft, settings)).then(
      () => toast.done(words.saved),
      // The form shows the error.
      () => undefined,
    )
  }
  const textField = (
    field: 'url' | 'namespace' | 'fileMebibytes' | 'filesKept',
    options: { hint: string; placeholder?: string; required?: boolean },
  ) => (
    <Field
      label={words[field]}
      hint={options.hint}
      required={options.required ?? false}
      error={errors.get(field)}
    >
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          spellCheck={false}
          placeholder={options.placeholder}
          inputMode={field === 'fileMebibytes' || field === 'filesKept' ? 'numeric' : undefined}
          value={draft[field]}
          onChange={(event) => change({ [field]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <Section title={words.title}>
      <DamageNotice damaged={damaged} remedy={words.damage} />
      <form noValidate onSubmit={submit} className="space-y-4">
        <Checkbox
          label={words.active}
          hint={words.activeHint}
          checked={draft.isActive}
          onChange={(event) => change({ isActive: event.target.checked })}
        />
        <Segmented
          label={words.to}
          options={TRANSPORTS}
          chosen={draft.transport}
          onChoose={(transport) => change({ transport })}
        />
        <div className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2">
          {draft.transport === 'http' ? (
            <>
              {textField('url', { hint: words.urlHint, placeholder: words.urlExample, required: true })}
              <div className="space-y-2">
                <Field label={words.key} hint={words.keyHint} error={errors.get('apiKey')}>
                  {(control) => (
                    <PasswordInput
                      {...control}
                      autoComplete="off"
                      placeholder={
                        hasStoredKey ? (draft.removeKey ? words.keyGone : words.storedKey) : undefined
                      }
                      value={draft.apiKey}
                      onChange={(event) => change({ apiKey: event.target.value, removeKey: false })}
                    />
                  )}
                </Field>
                {hasStoredKey && draft.apiKey === '' && (
                  <Checkbox
                    label={words.removeKey}
                    checked={draft.removeKey}
                    onChange={(event) => change({ removeKey: event.target.checked })}
                  />
                )}
              </div>
            </>
          ) : (
            <>
              <Field label={words.file} hint={words.fileHint} className="sm:col-span-2">
                {(control) => <Input {...control} readOnly value={file} className="font-mono text-xs" />}
              </Field>
              {textField('fileMebibytes', { hint: words.fileMebibytesHint })}
              {textField('filesKept', { hint: words.filesKeptHint })}
            </>
          )}
          {textField('namespace', { hint: words.namespaceHint, required: true })}
        </div>
        {general !== null && <Notice tone="danger">{general}</Notice>}
        {testing.data !== undefined && (
          <Notice tone={testing.data.problem === null ? 'info' : 'danger'}>
            {testing.data.problem === null
              ? words.arrived(testing.data.durationMs)
              : words.failed(testing.data.problem)}
          </Notice>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          {isChanged && damaged === undefined && (
            <Button onClick={() => change(draftOf(settings))}>{words.discardChanges}</Button>
          )}
          <Button busy={testing.isPending} onClick={test}>
            {words.test}
          </Button>
          <Button
            type="submit"
            variant="primary"
            busy={saving.isPending}
            disabledReason={isChanged ? undefined : words.noChanges}
          >
            {words.save}
          </Button>
        </div>
      </form>
    </Section>
  )
}
