import { ROLES, RUNS_CODE, runsCode, type Role } from '@flx/shared/access/role'
import type { User } from '@flx/shared/access/user'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Pencil, UserPlus } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'

import { createUser, inviteUser, makePasswordLink, accounts, updateUser } from '#web/api/access/accounts.ts'
import { useRole } from '#web/api/access/session.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Card, Section } from '#web/ui/card.tsx'
import { Checkbox, Switch } from '#web/ui/fields/checkbox.tsx'
import { CloseButton } from '#web/ui/overlays/close-button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { SubmitError } from '#web/ui/overlays/submit-error.tsx'
import { Field, Input, Select } from '#web/ui/fields/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { PasswordInput } from '#web/ui/fields/password-input.tsx'
import { ErrorState } from '#web/ui/states.tsx'
import { actionsColumn, DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { DateOnly } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { PasswordLinkNotice } from './password-link-notice.tsx'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { usersPageWords } from './words.ts'

const ROLE_WORDS: Record<Role, string> = {
  viewer: usersPageWords.viewer,
  operator: usersPageWords.operator,
  editor: usersPageWords.editor,
  admin: usersPageWords.admin,
}

const COLUMNS: readonly Column<User>[] = [
  {
    label: usersPageWords.name,
    card: 'title',
    className: 'min-w-32 font-medium',
    cell: ({ name }) => name,
  },
  { label: usersPageWords.email, card: 'message', className: 'text-text-soft', cell: ({ email }) => email },
  { label: usersPageWords.role, card: 'fact', className: 'text-text-soft', cell: ({ role }) => role },
  {
    label: usersPageWords.state,
    card: 'status',
    cell: ({ isDisabled }) =>
      isDisabled ? (
        <Badge tone="caution">{usersPageWords.disabled}</Badge>
      ) : (
        <Badge>{usersPageWords.active}</Badge>
      ),
  },
  {
    label: usersPageWords.added,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ createdAt }) => <DateOnly at={createdAt} />,
  },
]

/** The users and their roles. */
export function Component() {
  const admin = useRole('admin')
  return (
    <SettingsFrame title={usersPageWords.users}>
      {admin.allowed ? <Users /> : <Notice tone="caution">{admin.reason}</Notice>}
    </SettingsFrame>
  )
}

function Users() {
  const { data: users, error, isFetching, refetch } = useQuery(accounts.users())
  const [editing, setEditing] = useState<User | 'new' | null>(null)
  if (error !== null && users === undefined) {
    return (
      <Card>
        <ErrorState
          title={usersPageWords.loadError}
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
          {usersPageWords.addUser}
        </Button>
      </div>
      <Card className="overflow-clip">
        <DataTable
          label={usersPageWords.users}
          columns={[
            ...COLUMNS,
            actionsColumn<User>((user) => (
              <IconButton
                label={usersPageWords.edit(user.name)}
                icon={Pencil}
                onClick={() => setEditing(user)}
              />
            )),
          ]}
          rows={users ?? null}
          keyOf={({ id }) => id}
          skeleton={3}
        />
      </Card>
      {/* Not below a list that has yet to grow. */}
      {users !== undefined && <RoleLegend />}
      {editing !== null && (
        <UserDialog user={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

/** The rights of each role, including the one that surprises users. */
function RoleLegend() {
  return (
    <Section title={usersPageWords.roles} className="mt-4">
      <ul className="space-y-1 text-sm text-text-soft">
        {ROLES.map((role) => (
          <li key={role}>{ROLE_WORDS[role]}</li>
        ))}
      </ul>
      <p className="mt-2 text-sm text-text">{usersPageWords.runsCode(RUNS_CODE)}</p>
    </Section>
  )
}

/** Adds a user with a link or an initial password, or changes a user. */
function UserDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const formId = useId()
  const toast = useToast()
  const [name, setName] = useState(user?.name ?? '')
  const [email, setEmail] = useState(user?.email ?? '')
  const [role, setRole] = useState<Role>(user?.role ?? 'viewer')
  const [password, setPassword] = useState('')
  const [isDisabled, setDisabled] = useState(user?.isDisabled ?? false)
  const [revokeAccess, setRevokeAccess] = useState(true)
  const creating = useMutation(createUser())
  const updating = useMutation(updateUser())
  const inviting = useMutation(inviteUser())
  const linking = useMutation(makePasswordLink())
  const busy = creating.isPending || updating.isPending || inviting.isPending
  const error = creating.error ?? updating.error ?? inviting.error ?? linking.error
  const errors = fieldErrors(error)
  const problem = generalError(error, ['name', 'email', 'role', 'password'])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const onSuccess = (saved: User) => {
      toast.done(usersPageWords.saved(saved.name))
      onClose()
    }
    if (user === null && password === '') inviting.mutate({ name, email, role })
    else if (user === null) creating.mutate({ name, email, role, password }, { onSuccess })
    else {
      const body = { name, role, isDisabled, ...(password === '' ? {} : { password, revokeAccess }) }
      updating.mutate({ id: user.id, body }, { onSuccess })
    }
  }
  const link = inviting.data?.link ?? linking.data
  if (link !== undefined) {
    return (
      <Dialog
        title={inviting.data === undefined ? usersPageWords.linkTitle : usersPageWords.invited(name)}
        onClose={onClose}
        footer={<Button onClick={onClose}>{usersPageWords.done}</Button>}
      >
        <PasswordLinkNotice name={name} link={link} />
      </Dialog>
    )
  }
  return (
    <Dialog
      title={user === null ? usersPageWords.addUser : usersPageWords.edit(user.name)}
      busy={busy || linking.isPending}
      onClose={onClose}
      footer={
        <>
          <CloseButton>{usersPageWords.cancel}</CloseButton>
          <Button type="submit" form={formId} variant="primary" busy={busy}>
            {usersPageWords.save}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit} className="space-y-3 text-text">
        {problem !== null && <SubmitError message={problem} />}
        <Field label={usersPageWords.name} required error={errors.get('name')}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={usersPageWords.email} required={user === null} error={errors.get('email')}>
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
        <Field label={usersPageWords.role} error={errors.get('role')}>
          {(control) => (
            <Select
              {...control}
              value={role}
              onChange={(event) => setRole(ROLES.find((option) => option === event.target.value) ?? 'viewer')}
            >
              {ROLES.map((option) => (
                <option key={option} value={option}>
                  {ROLE_WORDS[option]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {runsCode(role) && <Notice tone="caution">{RUNS_CODE}</Notice>}
        <Field
          label={user === null ? usersPageWords.firstPassword : usersPageWords.newPassword}
          hint={user === null ? usersPageWords.firstPasswordHint : usersPageWords.newPasswordHint}
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
          <Checkbox
            checked={revokeAccess}
            onChange={(event) => setRevokeAccess(event.target.checked)}
            label={usersPageWords.revokeAccess}
            hint={usersPageWords.revokeAccessHint}
          />
        )}
        {user !== null && (
          <Button
            size="small"
            busy={linking.isPending}
            disabledReason={user.isDisabled ? usersPageWords.accountDisabled : undefined}
            onClick={() => linking.mutate({ id: user.id, revokeAccess })}
          >
            {usersPageWords.makeLink}
          </Button>
        )}
        {user !== null && (
          <Switch label={usersPageWords.disabledLabel} checked={isDisabled} onChange={setDisabled} />
        )}
      </form>
    </Dialog>
  )
}
