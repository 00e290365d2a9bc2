import { ROLES, hasRole, type Role } from '@flx/shared/access/role'
import type { ApiToken } from '@flx/shared/access/token'
import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, Plus, Trash2, User } from 'lucide-react'
import { useState } from 'react'

import { createToken, deleteToken, accounts } from '#web/api/access/accounts.ts'
import { session } from '#web/api/access/session.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button, IconButton } from '#web/ui/button.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { ConfirmDialog, Dialog } from '#web/ui/overlays/dialog.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'
import { Field, Input, Select } from '#web/ui/fields/field.tsx'
import { QueryTable } from '#web/ui/table/query-table.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { fieldErrors, generalError } from '#web/parts/settings/field-errors.ts'
import { SettingsFrame } from '#web/parts/settings/settings-frame.tsx'
import { tokensPageWords } from './words.ts'

const COLUMNS: readonly Column<ApiToken>[] = [
  { label: tokensPageWords.name, card: 'title', className: 'min-w-32 font-medium', cell: ({ name }) => name },
  {
    label: tokensPageWords.beginsWith,
    card: 'fact',
    cardIcon: KeyRound,
    className: 'font-mono text-xs',
    cell: ({ hint }) => `${hint}…`,
  },
  { label: tokensPageWords.role, card: 'status', className: 'text-text-soft', cell: ({ role }) => role },
  {
    label: tokensPageWords.owner,
    card: 'fact',
    cardIcon: User,
    className: 'text-text-soft',
    cell: ({ ownerName }) => ownerName,
  },
  {
    label: tokensPageWords.created,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
  {
    label: tokensPageWords.lastUsed,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ lastUsedAt }) =>
      lastUsedAt === null ? tokensPageWords.never : <RelativeTime at={lastUsedAt} />,
  },
  {
    label: tokensPageWords.expires,
    card: 'fact',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ expiresAt }) => <Expiry at={expiresAt} />,
  },
  actionsColumn((token) => <DeleteToken token={token} />),
]

/** Tokens with which programs use the API. */
export function Component() {
  const query = useQuery(accounts.tokens())
  const [creating, setCreating] = useState(false)
  const create = (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      {tokensPageWords.createToken}
    </Button>
  )
  return (
    <SettingsFrame title={tokensPageWords.apiTokens}>
      <QueryTable
        label={tokensPageWords.apiTokens}
        query={query}
        columns={COLUMNS}
        keyOf={({ id }) => id}
        skeleton={3}
        above={<div className="mb-3 flex justify-end">{create}</div>}
        errorTitle={tokensPageWords.loadError}
        empty={
          <EmptyState icon={KeyRound} title={tokensPageWords.noTokensYet} actions={create}>
            {tokensPageWords.emptyHint}
          </EmptyState>
        }
      />
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </SettingsFrame>
  )
}

function Expiry({ at }: { at: string | null }) {
  const now = useNow(60)
  if (at === null) return tokensPageWords.never
  return Date.parse(at) <= now ? (
    <Badge tone="danger">{tokensPageWords.expired}</Badge>
  ) : (
    <RelativeTime at={at} />
  )
}

function DeleteToken({ token: { id, name } }: { token: ApiToken }) {
  const toast = useToast()
  const [confirming, setConfirming] = useState(false)
  const deleting = useMutation(deleteToken())
  return (
    <>
      <IconButton label={tokensPageWords.delete(name)} icon={Trash2} onClick={() => setConfirming(true)} />
      {confirming && (
        <ConfirmDialog
          title={tokensPageWords.deleteQuestion(name)}
          confirmLabel={tokensPageWords.deleteToken}
          danger
          busy={deleting.isPending}
          error={deleting.error === null ? null : messageOf(deleting.error)}
          onConfirm={() =>
            deleting.mutate(id, { onSuccess: () => toast.done(tokensPageWords.deleted(name)) })
          }
          onClose={() => setConfirming(false)}
        >
          <p>{tokensPageWords.deleteHint}</p>
        </ConfirmDialog>
      )}
    </>
  )
}

const DAYS = [
  ['30', tokensPageWords.days30],
  ['90', tokensPageWords.days90],
  ['365', tokensPageWords.year],
  ['', tokensPageWords.never],
] as const

function CreateDialog({ onClose }: { onClose: () => void }) {
  const { data: user } = useQuery(session.current())
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [days, setDays] = useState('90')
  const creating = useMutation(createToken())
  const errors = fieldErrors(creating.error)
  if (creating.data !== undefined) {
    return (
      <Dialog
        title={tokensPageWords.createdLabel}
        onClose={onClose}
        footer={<Button onClick={onClose}>{tokensPageWords.done}</Button>}
      >
        <p className="mb-3">{tokensPageWords.copyNow}</p>
        <CodeBlock label={tokensPageWords.token} text={creating.data.value} wrap />
        <p className="mt-3 text-xs">
          {tokensPageWords.sendAs} <code className="font-mono">Authorization: Bearer flx_…</code>
        </p>
      </Dialog>
    )
  }
  const submit = () => {
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString()
    creating.mutate({ name, role, expiresAt })
  }
  return (
    <FormDialog
      title={tokensPageWords.createToken}
      submitLabel={tokensPageWords.createToken}
      pending={creating.isPending}
      submitError={generalError(creating.error, ['name', 'role', 'expiresAt'])}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label={tokensPageWords.name} required hint={tokensPageWords.nameHint} error={errors.get('name')}>
        {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={tokensPageWords.role} error={errors.get('role')}>
        {(control) => (
          <Select
            {...control}
            value={role}
            onChange={(event) => setRole(ROLES.find((option) => option === event.target.value) ?? 'viewer')}
          >
            {ROLES.filter((option) => user !== undefined && user !== null && hasRole(user.role, option)).map(
              (option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ),
            )}
          </Select>
        )}
      </Field>
      <Field label={tokensPageWords.expires} error={errors.get('expiresAt')}>
        {(control) => (
          <Select {...control} value={days} onChange={(event) => setDays(event.target.value)}>
            {DAYS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </FormDialog>
  )
}
