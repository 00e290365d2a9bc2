import { ROLES, hasRole, type Role } from '@flx/shared/role'
import type { ApiToken } from '@flx/shared/token'
import { useMutation, useQuery } from '@tanstack/react-query'
import { KeyRound, Plus, Trash2 } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'

import { createToken, deleteToken, people } from '#web/api/people.ts'
import { session } from '#web/api/session.ts'
import { useNow } from '#web/lib/clock.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { CodeBlock } from '#web/ui/code-block.tsx'
import { ConfirmDialog, Dialog } from '#web/ui/dialog.tsx'
import { Field, Input, Select } from '#web/ui/field.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { EmptyState, ErrorState, messageOf } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { fieldErrors } from './field-errors.ts'
import { SettingsFrame } from './settings-frame.tsx'

/** Tokens by which programs use the API. */
export function Component() {
  const { data: tokens, error, isFetching, refetch } = useQuery(people.tokens())
  const [creating, setCreating] = useState(false)
  const create = (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      Create token
    </Button>
  )
  return (
    <SettingsFrame title="API tokens">
      {error !== null && tokens === undefined ? (
        <Card>
          <ErrorState
            title="The tokens could not be loaded"
            error={error}
            retrying={isFetching}
            onRetry={() => void refetch()}
          />
        </Card>
      ) : tokens?.length === 0 ? (
        <Card>
          <EmptyState icon={KeyRound} title="No tokens yet" actions={create}>
            A token lets a program use the API in your name, with at most your role.
          </EmptyState>
        </Card>
      ) : (
        <>
          <div className="mb-3 flex justify-end">{create}</div>
          <Card className="overflow-hidden">
            <Table
              label="API tokens"
              head={
                <>
                  <Th>Name</Th>
                  <Th>Begins with</Th>
                  <Th>Role</Th>
                  <Th>Owner</Th>
                  <Th>Created</Th>
                  <Th>Last used</Th>
                  <Th>Expires</Th>
                  <Th>
                    <span className="sr-only">Actions</span>
                  </Th>
                </>
              }
            >
              {tokens === undefined ? (
                <SkeletonRows columns={8} rows={3} />
              ) : (
                tokens.map((token) => <Row key={token.id} token={token} />)
              )}
            </Table>
          </Card>
        </>
      )}
      {creating && <CreateDialog onClose={() => setCreating(false)} />}
    </SettingsFrame>
  )
}

function Row({ token }: { token: ApiToken }) {
  const toast = useToast()
  const now = useNow(60)
  const [asking, setAsking] = useState(false)
  const deleting = useMutation(deleteToken())
  const expired = token.expiresAt !== null && Date.parse(token.expiresAt) <= now
  return (
    <Tr>
      <Td className="min-w-32 font-medium">{token.name}</Td>
      <Td className="font-mono text-xs">{token.hint}…</Td>
      <Td className="text-text-soft">{token.role}</Td>
      <Td className="text-text-soft">{token.ownerName}</Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={token.createdAt} />
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        {token.lastUsedAt === null ? 'Never' : <RelativeTime at={token.lastUsedAt} />}
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        {token.expiresAt === null ? (
          'Never'
        ) : expired ? (
          <Badge tone="danger">Expired</Badge>
        ) : (
          <RelativeTime at={token.expiresAt} />
        )}
      </Td>
      <Td className="text-right">
        <IconButton label={`Delete ${token.name}`} icon={Trash2} onClick={() => setAsking(true)} />
        {asking && (
          <ConfirmDialog
            title={`Delete ${token.name}?`}
            confirmLabel="Delete token"
            danger
            busy={deleting.isPending}
            error={deleting.error === null ? null : messageOf(deleting.error)}
            onConfirm={() =>
              deleting.mutate(token.id, {
                onSuccess: () => toast.done(`${token.name} was deleted.`),
              })
            }
            onClose={() => setAsking(false)}
          >
            <p>Programs that use it are refused from their next request on.</p>
          </ConfirmDialog>
        )}
      </Td>
    </Tr>
  )
}

const DAYS = [
  ['30', 'In 30 days'],
  ['90', 'In 90 days'],
  ['365', 'In a year'],
  ['', 'Never'],
] as const

function CreateDialog({ onClose }: { onClose: () => void }) {
  const form = useId()
  const { data: user } = useQuery(session.current())
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [days, setDays] = useState('90')
  const creating = useMutation(createToken())
  const errors = fieldErrors(creating.error)
  if (creating.data !== undefined) {
    return (
      <Dialog
        title="The token was created"
        onClose={onClose}
        footer={<Button onClick={onClose}>Done</Button>}
      >
        <p className="mb-3">Copy it now: it is not shown again.</p>
        <CodeBlock label="The token" text={creating.data.value} wrap />
        <p className="mt-3 text-xs">
          Send it as <code className="font-mono">Authorization: Bearer flx_…</code>
        </p>
      </Dialog>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (creating.isPending) return
    const expiresAt = days === '' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString()
    creating.mutate({ name, role, expiresAt })
  }
  return (
    <Dialog
      title="Create token"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" form={form} variant="primary" busy={creating.isPending}>
            Create token
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="space-y-3 text-text">
        {creating.error !== null && errors.size === 0 && (
          <Notice tone="danger">{messageOf(creating.error)}</Notice>
        )}
        <Field label="Name" required hint="What uses it: “nightly export”." error={errors.get('name')}>
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Role" error={errors.get('role')}>
          {(control) => (
            <Select
              {...control}
              value={role}
              onChange={(event) => setRole(ROLES.find((known) => known === event.target.value) ?? 'viewer')}
            >
              {ROLES.filter((known) => user !== undefined && user !== null && hasRole(user.role, known)).map(
                (known) => (
                  <option key={known} value={known}>
                    {known}
                  </option>
                ),
              )}
            </Select>
          )}
        </Field>
        <Field label="Expires" error={errors.get('expiresAt')}>
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
      </form>
    </Dialog>
  )
}
