import type { SessionInfo } from '@flx/shared/access/user'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { changePassword, endSession, people, renameMyself } from '#web/api/access/people.ts'
import { session } from '#web/api/access/session.ts'
import { revokedTokensText } from '#web/lib/token-words.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Checkbox } from '#web/ui/fields/checkbox.tsx'
import { Field, Input } from '#web/ui/fields/field.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { ErrorState, messageOf, Skeleton } from '#web/ui/states.tsx'
import { DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { fieldErrors } from '#web/parts/settings/field-errors.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { NotificationsSection } from './notifications-section.tsx'
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
      <Field label={profilePageWords.name} error={fieldErrors(renaming.error).get('name')}>
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
      {changing.error !== null && errors.size === 0 && (
        <Notice tone="danger">{messageOf(changing.error)}</Notice>
      )}
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

function Sessions() {
  const { data, error, isFetching, refetch } = useQuery(people.sessions())
  if (data === undefined) {
    if (error === null) return <Skeleton className="h-24 w-full" />
    return <ErrorState error={error} retrying={isFetching} onRetry={() => void refetch()} />
  }
  return (
    <DataTable
      label={profilePageWords.sessions}
      columns={SESSION_COLUMNS}
      rows={data}
      keyOf={({ id }) => id}
    />
  )
}

const SESSION_COLUMNS: readonly Column<SessionInfo>[] = [
  {
    label: profilePageWords.browser,
    card: 'title',
    className: 'md:min-w-48',
    cell: ({ userAgent }) => (
      <span className="line-clamp-2 break-all">
        {userAgent === '' ? profilePageWords.unknown : userAgent}
      </span>
    ),
  },
  {
    label: profilePageWords.address,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ address }) => (address === '' ? '—' : address),
  },
  {
    label: profilePageWords.since,
    card: 'time',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
  {
    label: profilePageWords.actions,
    hideLabel: true,
    card: 'status',
    className: 'text-right whitespace-nowrap',
    cell: (entry) => <SessionEnd entry={entry} />,
  },
]

function SessionEnd({ entry }: { entry: SessionInfo }) {
  const toast = useToast()
  const ending = useMutation(endSession())
  return entry.isCurrent ? (
    <Badge tone="accent">{profilePageWords.thisBrowser}</Badge>
  ) : (
    <Button
      size="small"
      busy={ending.isPending}
      onClick={() =>
        ending.mutate(entry.id, {
          onSuccess: () => toast.done(profilePageWords.signedOut),
          onError: (error) => toast.problem(messageOf(error)),
        })
      }
    >
      {profilePageWords.signOut}
    </Button>
  )
}
