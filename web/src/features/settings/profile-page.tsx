import type { SessionInfo } from '@flx/shared/user'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { changePassword, endSession, people, renameMyself } from '#web/api/people.ts'
import { session } from '#web/api/session.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'
import { Field, Input } from '#web/ui/field.tsx'
import { KeyValue } from '#web/ui/key-value.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/password-input.tsx'
import { ErrorState, messageOf, Skeleton } from '#web/ui/states.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { fieldErrors } from './field-errors.ts'
import { SettingsFrame } from './settings-frame.tsx'

/** The own account. */
export function Component() {
  const { data: user } = useQuery(session.current())
  return (
    <SettingsFrame title="Profile">
      <div className="grid max-w-5xl grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2">
        <Section title="Account">
          {user === undefined || user === null ? (
            <Skeleton className="h-24 w-full" />
          ) : (
            <>
              <KeyValue
                items={[
                  { label: 'E-mail', value: user.email },
                  { label: 'Role', value: user.role },
                ]}
              />
              <NameForm key={user.name} name={user.name} />
            </>
          )}
        </Section>
        <Section title="Password">
          <PasswordForm />
        </Section>
        <Section title="Signed in" className="lg:col-span-2">
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
    if (!renaming.isPending) renaming.mutate(name, { onSuccess: () => toast.done('Your name was saved.') })
  }
  return (
    <form noValidate onSubmit={submit} className="mt-4 space-y-3">
      <Field label="Name" error={fieldErrors(renaming.error).get('name')}>
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
        disabledReason={name.trim() === stored ? 'Nothing was changed.' : undefined}
      >
        Save name
      </Button>
    </form>
  )
}

function PasswordForm() {
  const toast = useToast()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const changing = useMutation(changePassword())
  const errors = fieldErrors(changing.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changing.isPending) return
    changing.mutate(
      { currentPassword, newPassword },
      {
        onSuccess: () => {
          setCurrent('')
          setNew('')
          toast.done('Your password was changed. Other browsers are signed out.')
        },
      },
    )
  }
  return (
    <form noValidate onSubmit={submit} className="space-y-3">
      {changing.error !== null && errors.size === 0 && (
        <Notice tone="danger">{messageOf(changing.error)}</Notice>
      )}
      <Field label="Current password" error={errors.get('currentPassword')}>
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="current-password"
            value={currentPassword}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </Field>
      <Field label="New password" hint="At least 10 characters." error={errors.get('newPassword')}>
        {(control) => (
          <PasswordInput
            {...control}
            autoComplete="new-password"
            value={newPassword}
            onChange={(event) => setNew(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" busy={changing.isPending}>
        Change password
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
    <Table
      label="Signed in"
      head={
        <>
          <Th>Browser</Th>
          <Th>Address</Th>
          <Th>Since</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </>
      }
    >
      {data.map((entry) => (
        <SessionRow key={entry.id} entry={entry} />
      ))}
    </Table>
  )
}

function SessionRow({ entry }: { entry: SessionInfo }) {
  const toast = useToast()
  const ending = useMutation(endSession())
  return (
    <Tr>
      <Td className="min-w-48">
        <span className="line-clamp-2 break-all">{entry.userAgent === '' ? 'Unknown' : entry.userAgent}</span>
      </Td>
      <Td className="whitespace-nowrap text-text-soft">{entry.address === '' ? '—' : entry.address}</Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={entry.createdAt} />
      </Td>
      <Td className="text-right whitespace-nowrap">
        {entry.isCurrent ? (
          <Badge tone="accent">This browser</Badge>
        ) : (
          <Button
            size="small"
            busy={ending.isPending}
            onClick={() =>
              ending.mutate(entry.id, {
                onSuccess: () => toast.done('That browser is signed out.'),
                onError: (error) => toast.problem(messageOf(error)),
              })
            }
          >
            Sign out
          </Button>
        )}
      </Td>
    </Tr>
  )
}
