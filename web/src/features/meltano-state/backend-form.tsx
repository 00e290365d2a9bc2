import type { FormEvent, ReactNode } from 'react'

import { fieldErrors } from '#web/parts/settings/field-errors.ts'
import { Button } from '#web/ui/button.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'

import type { BackendDraft } from './backend-draft.ts'
import { backendFormWords as words } from './words.ts'

const KINDS = (['sqlite', 'postgresql', 'folder', 's3'] as const).map((key) => ({
  key,
  label: words.kinds[key],
}))

/** The form for the place where Meltano keeps its state. */
export function BackendForm({
  draft,
  environment,
  busy,
  error,
  onChange,
  onEnvironment,
  onLook,
}: {
  draft: BackendDraft
  environment: string
  busy: boolean
  error: unknown
  onChange: (draft: BackendDraft) => void
  onEnvironment: (environment: string) => void
  onLook: () => void
}) {
  const errors = fieldErrors(error)
  const change = (fields: Partial<BackendDraft>) => onChange({ ...draft, ...fields })
  const text = (
    field: keyof BackendDraft,
    api: string,
    label: string,
    more: { hint?: string; secret?: boolean } = {},
  ): ReactNode => {
    const Control = more.secret === true ? PasswordInput : Input
    return (
      <Field key={field} label={label} hint={more.hint} error={errors.get(`backend.${api}`)}>
        {(control) => (
          <Control
            {...control}
            autoComplete="off"
            spellCheck={false}
            value={draft[field]}
            onChange={(event) => change({ [field]: event.target.value })}
          />
        )}
      </Field>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!busy) onLook()
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      <Segmented
        label={words.where}
        options={KINDS}
        chosen={draft.kind}
        onChoose={(kind) => change({ kind })}
      />
      <div className="grid grid-cols-1 gap-x-4 gap-y-3 sm:grid-cols-2 xl:grid-cols-3">
        {draft.kind === 'sqlite' && text('path', 'path', words.path, { hint: words.pathHint })}
        {draft.kind === 'postgresql' && text('url', 'url', words.url, { hint: words.urlHint, secret: true })}
        {draft.kind === 'folder' && text('folder', 'path', words.folder, { hint: words.folderHint })}
        {draft.kind === 's3' && (
          <>
            {text('bucket', 'bucket', words.bucket)}
            {text('prefix', 'prefix', words.prefix)}
            {text('region', 'region', words.region)}
            {text('endpoint', 'endpoint', words.endpoint, { hint: words.endpointHint })}
            {text('accessKeyId', 'accessKeyId', words.accessKeyId)}
            {text('secretAccessKey', 'secretAccessKey', words.secretAccessKey, { secret: true })}
          </>
        )}
        <Field label={words.environment} hint={words.environmentHint} error={errors.get('environment')}>
          {(control) => (
            <Input {...control} value={environment} onChange={(event) => onEnvironment(event.target.value)} />
          )}
        </Field>
      </div>
      {error !== null && errors.size === 0 && <Notice tone="danger">{messageOf(error)}</Notice>}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-xs text-text-faint">{words.notKept}</p>
        <Button type="submit" variant="primary" busy={busy}>
          {words.look}
        </Button>
      </div>
    </form>
  )
}
