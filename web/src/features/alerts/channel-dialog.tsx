import { CHANNEL_KINDS, type AlertChannel } from '@flx/shared/alert'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { saveAlertChannel } from '#web/api/alerts.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { generalError } from '#web/parts/settings/field-errors.ts'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { Field, Input, Select } from '#web/ui/fields/field.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { channelBody, channelDraft, storedSecrets, type ChannelDraft } from './channel-draft.ts'
import { CHANNEL_WORDS, channelDialogWords } from './words.ts'

type TextField = Exclude<keyof ChannelDraft, 'kind' | 'secure'>

/** Adds or changes a channel. An empty input keeps its stored secret. */
export function ChannelDialog({ channel, onClose }: { channel: AlertChannel | null; onClose: () => void }) {
  const toast = useToast()
  const [draft, setDraft] = useState(() => channelDraft(channel))
  const stored = draft.kind === channel?.settings.kind ? storedSecrets(channel) : new Set<string>()
  const saving = useMutation(saveAlertChannel())
  const errors = new Map(
    isProblem(saving.error)
      ? saving.error.fields.map(({ path, message }) => [
          path.replace('settings.', '').split('.')[0] ?? '',
          message,
        ])
      : [],
  )
  const shown = Object.keys(draft).filter((field) => field !== 'kind' && field !== 'secure')
  const submit = () =>
    saving.mutate(
      { id: channel?.id ?? null, body: channelBody(draft, stored) },
      {
        onSuccess: (saved) => {
          toast.done(channelDialogWords.saved(saved.name))
          onClose()
        },
      },
    )
  const textField = (
    name: TextField,
    label: string,
    options: { hint?: string; required?: boolean; secret?: boolean; placeholder?: string } = {},
  ) => (
    <Field
      label={label}
      required={options.required ?? false}
      error={errors.get(name)}
      {...(options.hint === undefined ? {} : { hint: options.hint })}
    >
      {(control) => (
        <Input
          {...control}
          type={options.secret === true ? 'password' : 'text'}
          autoComplete="off"
          placeholder={stored.has(name) ? channelDialogWords.storedSecret : options.placeholder}
          value={draft[name]}
          onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <FormDialog
      title={channel === null ? channelDialogWords.addChannel : channelDialogWords.editChannel}
      submitLabel={channelDialogWords.saveChannel}
      pending={saving.isPending}
      submitError={generalError(saving.error, shown, errors)}
      onSubmit={submit}
      onClose={onClose}
    >
      {textField('name', channelDialogWords.name, { required: true })}
      <Field label={channelDialogWords.kind}>
        {(control) => (
          <Select
            {...control}
            value={draft.kind}
            onChange={(event) => {
              const kind = CHANNEL_KINDS.find((option) => option === event.target.value)
              if (kind !== undefined) setDraft({ ...draft, kind })
            }}
          >
            {CHANNEL_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {CHANNEL_WORDS[kind]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {draft.kind === 'webhook' && (
        <>
          {textField('url', channelDialogWords.address, {
            required: true,
            placeholder: channelDialogWords.addressExample,
            // The query of the URL can contain a key.
            secret: stored.has('url'),
          })}
          {textField('secret', channelDialogWords.secret, {
            secret: true,
            hint: channelDialogWords.secretHint,
          })}
        </>
      )}
      {draft.kind === 'slack' &&
        textField('url', channelDialogWords.address, {
          required: true,
          secret: true,
          hint: channelDialogWords.slackAddressHint,
        })}
      {draft.kind === 'email' && (
        <>
          <div className="grid gap-3 sm:grid-cols-[1fr_6rem]">
            {textField('host', channelDialogWords.mailServer, {
              required: true,
              placeholder: channelDialogWords.mailServerExample,
            })}
            {textField('port', channelDialogWords.port)}
          </div>
          <Checkbox
            label={channelDialogWords.tls}
            hint={channelDialogWords.tlsHint}
            checked={draft.secure}
            onChange={(event) => setDraft({ ...draft, secure: event.target.checked })}
          />
          <div className="grid gap-3 sm:grid-cols-2">
            {textField('user', channelDialogWords.user)}
            {textField('password', channelDialogWords.password, { secret: true })}
          </div>
          {textField('from', channelDialogWords.from, {
            required: true,
            placeholder: channelDialogWords.fromExample,
          })}
          {textField('to', channelDialogWords.to, {
            required: true,
            hint: channelDialogWords.recipientsHint,
          })}
        </>
      )}
    </FormDialog>
  )
}
