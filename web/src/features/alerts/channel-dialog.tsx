import { CHANNEL_KINDS, type AlertChannel } from '@flx/shared/alert'
import { useMutation } from '@tanstack/react-query'
import { useId, useState, type FormEvent } from 'react'

import { saveAlertChannel } from '#web/api/alerts.ts'
import { isProblem } from '#web/api/problem.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field, Input, Select } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { CHANNEL_WORDS } from './alert-words.ts'
import { channelBody, channelDraft, storedSecrets, type ChannelDraft } from './channel-draft.ts'

type TextField = Exclude<keyof ChannelDraft, 'kind' | 'secure'>

/** Adds a channel, or changes one. Stored secrets stay when their input is left empty. */
export function ChannelDialog({ channel, onClose }: { channel: AlertChannel | null; onClose: () => void }) {
  const form = useId()
  const toast = useToast()
  const [draft, setDraft] = useState(() => channelDraft(channel))
  const stored = draft.kind === channel?.settings.kind ? storedSecrets(channel) : new Set<string>()
  const saving = useMutation(saveAlertChannel())
  const errors = new Map(
    isProblem(saving.error)
      ? saving.error.fields.map(({ path, message }) => [path.replace('settings.', '').split('.')[0], message])
      : [],
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (saving.isPending) return
    saving.mutate(
      { id: channel?.id ?? null, body: channelBody(draft, stored) },
      {
        onSuccess: (saved) => {
          toast.done(`${saved.name} was saved.`)
          onClose()
        },
      },
    )
  }
  const text = (
    name: TextField,
    label: string,
    more: { hint?: string; required?: boolean; secret?: boolean; placeholder?: string } = {},
  ) => (
    <Field
      label={label}
      required={more.required ?? false}
      error={errors.get(name)}
      {...(more.hint === undefined ? {} : { hint: more.hint })}
    >
      {(control) => (
        <Input
          {...control}
          type={more.secret === true ? 'password' : 'text'}
          autoComplete="off"
          placeholder={stored.has(name) ? 'Stored. Leave empty to keep it.' : more.placeholder}
          value={draft[name]}
          onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <Dialog
      title={channel === null ? 'Add channel' : 'Edit channel'}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" form={form} variant="primary" busy={saving.isPending}>
            Save channel
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="space-y-3 text-text">
        {saving.error !== null && errors.size === 0 && (
          <Notice tone="danger">{messageOf(saving.error)}</Notice>
        )}
        {text('name', 'Name', { required: true })}
        <Field label="Kind">
          {(control) => (
            <Select
              {...control}
              value={draft.kind}
              onChange={(event) => {
                const kind = CHANNEL_KINDS.find((known) => known === event.target.value)
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
            {text('url', 'Address', {
              required: true,
              placeholder: 'https://',
              // What stands behind a question mark may be a key.
              secret: stored.has('url'),
            })}
            {text('secret', 'Secret', {
              secret: true,
              hint: 'Signs each message: x-flx-signature is the HMAC-SHA256 of x-flx-timestamp, a dot and the body.',
            })}
          </>
        )}
        {draft.kind === 'slack' &&
          text('url', 'Address', {
            required: true,
            secret: true,
            hint: 'The address of an incoming webhook. Whoever knows it can post, so it is kept secret.',
          })}
        {draft.kind === 'email' && (
          <>
            <div className="grid gap-3 sm:grid-cols-[1fr_6rem]">
              {text('host', 'Mail server', { required: true, placeholder: 'smtp.example.com' })}
              {text('port', 'Port')}
            </div>
            <Checkbox
              label="TLS from the start"
              hint="Usual on port 465. Otherwise STARTTLS is used where the server offers it."
              checked={draft.secure}
              onChange={(event) => setDraft({ ...draft, secure: event.target.checked })}
            />
            <div className="grid gap-3 sm:grid-cols-2">
              {text('user', 'User')}
              {text('password', 'Password', { secret: true })}
            </div>
            {text('from', 'From', { required: true, placeholder: 'flx@example.com' })}
            {text('to', 'To', { required: true, hint: 'Separated by commas.' })}
          </>
        )}
      </form>
    </Dialog>
  )
}
