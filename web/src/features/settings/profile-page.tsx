import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { changePassword, renameMyself } from '#web/api/access/accounts.ts'
import { session } from '#web/api/access/session.ts'
import { revokedTokensText } from '#web/lib/token-words.ts'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { NotificationsSection } from './notifications-section.tsx'
import { Sessions } from './sessions.tsx'
import { profilePageWords } from './words.ts'

/** The signed-in user's account. */
export function Component() {
  const { data: user } = useQuery(session.current())
  return (
    <SettingsFrame title={profilePageWords.profile}>
      <div className="grid max-w-5xl grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
        <Section title={profilePageWords.account}>
          {user === undefined || user === null ? (
            <Skeleton className="h-24 w-full" />
          ) : (
            <>
              <KeyValue
                items={[
                  { label: profilePageWords.email, value: user.email },
                  { label: profilePageWords.role, value: user.role },
                ]}
              />
              <NameForm key={user.name} name={user.name} />
            </>
          )}
        </Section>
        <Section title={profilePageWords.password}>
          <PasswordForm />
        </Section>
        <NotificationsSection />
        <Section title={profilePageWords.sessions} className="lg:col-span-2">
          <Sessions />
        </Section>
      </div>
    </SettingsFrame>
  )
}

function NameForm({ name: stored }: { name: string }) {
  const toast = useToast()
  const [name, setName] = useState(stored)
  const renaming = useMutation(renameMyself())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!renaming.isPending)
      renaming.mutate(name, { onSuccess: () => toast.done(profilePageWords.nameSaved) })
  }
  return (
    <form noValidate onSubmit={submit} className="mt-4 space-y-3">
      <Field
        label={profilePageWords.name}
        error={fieldErrors(renaming.error).get('name') ?? generalError(renaming.error, ['name']) ?? undefined}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Button
        type="submit"
        busy={renaming.isPending}
        disabledReason={name.trim() === stored ? profilePageWords.noChanges : undefined}
      >
        {profilePageWords.saveName}
      </Button>
    </form>
  )
}

function PasswordForm() {
  const toast = useToast()
  const [currentPassword, setCurrentPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const [revokeTokens, setRevokeTokens] = useState(true)
  const changing = useMutation(changePassword())
  const errors = fieldErrors(changing.error)
  const problem = generalError(changing.error, ['currentPassword', 'newPassword'])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changing.isPending) return
    changing.mutate(
      { currentPassword, newPassword, revokeTokens },
      {
        onSuccess: (changed) => {
          setCurrentPassword('')
          setNewPassword('')
          const tokensText =
            changed === undefined ? profilePageWords.tokensStay : revokedTokensText(changed.revokedTokens)
          toast.done(profilePageWords.passwordChanged(tokensText))
        },
      },
    )
  }
  return (
    <form noValidate onSubmit={submit} className="space-y-3">
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      <Field label={profilePageWords.currentPassword} error={errors.get('currentPassword')}>
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="current-password"
            value={currentPassword}
            onChange={(event) => setCurrentPassword(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={profilePageWords.newPassword}
        hint={profilePageWords.atLeast10Characters}
        error={errors.get('newPassword')}
      >
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="new-password"
            value={newPassword}
            onChange={(event) => setNewPassword(event.target.value)}
          />
        )}
      </Field>
      <Checkbox
        checked={revokeTokens}
        onChange={(event) => setRevokeTokens(event.target.checked)}
        label={profilePageWords.revokeTokens}
        hint={profilePageWords.revokeTokensHint}
      />
      <Button type="submit" busy={changing.isPending}>
        {profilePageWords.changePassword}
      </Button>
    </form>
  )
}
