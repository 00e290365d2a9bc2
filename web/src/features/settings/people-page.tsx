import { ROLES, type Role } from '@flx/shared/role'
import type { User } from '@flx/shared/user'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Pencil, UserPlus } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'

import { createUser, inviteUser, makePasswordLink, people, updateUser } from '#web/api/people.ts'
import { useRole } from '#web/api/session.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Switch } from '#web/ui/checkbox.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field, Input, Select } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/password-input.tsx'
import { ErrorState, messageOf } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { DateOnly } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { fieldErrors } from './field-errors.ts'
import { PasswordLinkNotice } from './password-link-notice.tsx'
import { SettingsFrame } from './settings-frame.tsx'

const ROLE_WORDS: Record<Role, string> = {
  viewer: 'Viewer: looks',
  operator: 'Operator: also executes, cancels and retries',
  editor: 'Editor: also changes pipelines and plugins',
  admin: 'Admin: also people, tokens and alerts',
}

/** Who may sign in, and who may do what. */
export function Component() {
  const admin = useRole('admin')
  return (
    <SettingsFrame title="People">
      {admin.allowed ? <People /> : <Notice tone="caution">{admin.reason}</Notice>}
    </SettingsFrame>
  )
}

function People() {
  const { data: users, error, isFetching, refetch } = useQuery(people.users())
  const [editing, setEditing] = useState<User | 'new' | null>(null)
  if (error !== null && users === undefined) {
    return (
      <Card>
        <ErrorState
          title="The people could not be loaded"
          error={error}
          retrying={isFetching}
          onRetry={() => void refetch()}
        />
      </Card>
    )
  }
  return (
    <>
      <div className="mb-3 flex justify-end">
        <Button variant="primary" icon={UserPlus} onClick={() => setEditing('new')}>
          Add person
        </Button>
      </div>
      <Card className="overflow-hidden">
        <Table
          label="People"
          head={
            <>
              <Th>Name</Th>
              <Th>E-mail</Th>
              <Th>Role</Th>
              <Th>State</Th>
              <Th>Added</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </>
          }
        >
          {users === undefined ? (
            <SkeletonRows columns={6} rows={3} />
          ) : (
            users.map((user) => (
              <Tr key={user.id}>
                <Td className="min-w-32 font-medium">{user.name}</Td>
                <Td className="text-text-soft">{user.email}</Td>
                <Td className="text-text-soft">{user.role}</Td>
                <Td>{user.isDisabled ? <Badge tone="caution">Disabled</Badge> : <Badge>Active</Badge>}</Td>
                <Td className="whitespace-nowrap text-text-soft">
                  <DateOnly at={user.createdAt} />
                </Td>
                <Td className="text-right">
                  <IconButton label={`Edit ${user.name}`} icon={Pencil} onClick={() => setEditing(user)} />
                </Td>
              </Tr>
            ))
          )}
        </Table>
      </Card>
      {editing !== null && (
        <PersonDialog user={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

/** Adds a person by a link or with a first password, or changes one. */
function PersonDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const form = useId()
  const toast = useToast()
  const [name, setName] = useState(user?.name ?? '')
  const [email, setEmail] = useState(user?.email ?? '')
  const [role, setRole] = useState<Role>(user?.role ?? 'viewer')
  const [password, setPassword] = useState('')
  const [isDisabled, setDisabled] = useState(user?.isDisabled ?? false)
  const creating = useMutation(createUser())
  const updating = useMutation(updateUser())
  const inviting = useMutation(inviteUser())
  const linking = useMutation(makePasswordLink())
  const busy = creating.isPending || updating.isPending || inviting.isPending
  const error = creating.error ?? updating.error ?? inviting.error ?? linking.error
  const errors = fieldErrors(error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const onSuccess = (saved: User) => {
      toast.done(`${saved.name} was saved.`)
      onClose()
    }
    if (user === null && password === '') inviting.mutate({ name, email, role })
    else if (user === null) creating.mutate({ name, email, role, password }, { onSuccess })
    else {
      const body = { name, role, isDisabled, ...(password === '' ? {} : { password }) }
      updating.mutate({ id: user.id, body }, { onSuccess })
    }
  }
  const link = inviting.data?.link ?? linking.data
  if (link !== undefined) {
    return (
      <Dialog
        title={inviting.data === undefined ? 'A link for a new password' : `${name} was invited`}
        onClose={onClose}
        footer={<Button onClick={onClose}>Done</Button>}
      >
        <PasswordLinkNotice name={name} link={link} />
      </Dialog>
    )
  }
  return (
    <Dialog
      title={user === null ? 'Add person' : `Edit ${user.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            Save
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="space-y-3 text-text">
        {error !== null && errors.size === 0 && <Notice tone="danger">{messageOf(error)}</Notice>}
        <Field label="Name" required error={errors.get('name')}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="E-mail" required={user === null} error={errors.get('email')}>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="off"
              readOnly={user !== null}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Role" error={errors.get('role')}>
          {(control) => (
            <Select
              {...control}
              value={role}
              onChange={(event) => setRole(ROLES.find((known) => known === event.target.value) ?? 'viewer')}
            >
              {ROLES.map((known) => (
                <option key={known} value={known}>
                  {ROLE_WORDS[known]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label={user === null ? 'First password' : 'New password'}
          hint={
            user === null
              ? 'Empty: you get a link to pass on, by which the person chooses one.'
              : 'Empty: it stays. A new one signs the person out everywhere.'
          }
          error={errors.get('password')}
        >
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="new-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {user !== null && (
          <Button
            size="small"
            busy={linking.isPending}
            disabledReason={user.isDisabled ? 'The account is disabled.' : undefined}
            onClick={() => linking.mutate(user.id)}
          >
            Make a link for a new password
          </Button>
        )}
        {user !== null && (
          <Switch label="Disabled: may not sign in" checked={isDisabled} onChange={setDisabled} />
        )}
      </form>
    </Dialog>
  )
}
