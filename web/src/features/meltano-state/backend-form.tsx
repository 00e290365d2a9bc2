import type { FormEvent, ReactNode } from 'react'

import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { Button } from '#web/ui/button.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { Notice } from '#web/ui/notice.tsx'

import type { BackendDraft } from './backend-draft.ts'
import { backendFormWords as words } from './words.ts'

const KINDS = (['sqlite', 'postgresql', 'folder', 's3'] as const).map((key) => ({
  key,
  label: words.kinds[key],
}))

/** The fields that show their own errors, by kind. */
const SHOWN: Record<BackendDraft['kind'], readonly string[]> = {
  sqlite: ['backend.path'],
  postgresql: ['backend.url'],
  folder: ['backend.path'],
  s3: ['bucket', 'prefix', 'region', 'endpoint', 'accessKeyId', 'secretAccessKey'].map(
    (field) => `backend.${field}`,
  ),
}

/** The form for the backend in which Meltano keeps its state. */
export function BackendForm({
  draft,
  environment,
  busy,
  error,
  onChange,
  onEnvironment,
  onSearch,
}: {
  draft: BackendDraft
  environment: string
  busy: boolean
  error: unknown
  onChange: (draft: BackendDraft) => void
  onEnvironment: (environment: string) => void
  onSearch: () => void
}) {
  const errors = fieldErrors(error)
  const general = generalError(error, ['environment', ...SHOWN[draft.kind]])
  const change = (fields: Partial<BackendDraft>) => onChange({ ...draft, ...fields })
  const textField = (
    field: keyof BackendDraft,
    apiField: string,
    label: string,
    options: { hint?: string; secret?: boolean } = {},
  ): ReactNode => {
    const Control = options.secret === true ? PasswordInput : Input
    return (
      <Field key={field} label={label} hint={options.hint} error={errors.get(`backend.${apiField}`)}>
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
    if (!busy) onSearch()
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
        {draft.kind === 'sqlite' && textField('path', 'path', words.path, { hint: words.pathHint })}
        {draft.kind === 'postgresql' &&
          textField('url', 'url', words.url, { hint: words.urlHint, secret: true })}
        {draft.kind === 'folder' && textField('folder', 'path', words.folder, { hint: words.folderHint })}
        {draft.kind === 's3' && (
          <>
            {textField('bucket', 'bucket', words.bucket)}
            {textField('prefix', 'prefix', words.prefix)}
            {textField('region', 'region', words.region)}
            {textField('endpoint', 'endpoint', words.endpoint, { hint: words.endpointHint })}
            {textField('accessKeyId', 'accessKeyId', words.accessKeyId)}
            {textField('secretAccessKey', 'secretAccessKey', words.secretAccessKey, { secret: true })}
          </>
        )}
        <Field label={words.environment} hint={words.environmentHint} error={errors.get('environment')}>
          {(control) => (
            <Input {...control} value={environment} onChange={(event) => onEnvironment(event.target.value)} />
          )}
        </Field>
      </div>
      {general !== null && <Notice tone="danger">{general}</Notice>}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-xs text-text-faint">{words.notKept}</p>
        <Button type="submit" variant="primary" busy={busy}>
          {words.look}
        </Button>
      </div>
    </form>
  )
}
