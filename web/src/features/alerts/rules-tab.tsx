import type { AlertRule } from '@flx/shared/alert'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Bell, BellOff, BellRing, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { alerts, deleteAlertRule, muteAlertRule } from '#web/api/alerts.ts'
import { useRole } from '#web/api/session.ts'
import { useNow } from '#web/lib/clock.tsx'
import { formatDateTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { Menu } from '#web/ui/menu.tsx'
import { EmptyState, ErrorState, messageOf } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { ruleSentence, scopeWords } from './alert-words.ts'
import { RuleDialog } from './rule-dialog.tsx'

/** What is watched for. */
export function RulesTab() {
  const { data: rules, error, isFetching, refetch } = useQuery(alerts.rules())
  const [editing, setEditing] = useState<AlertRule | 'new' | null>(null)
  const admin = useRole('admin')
  const create = (
    <Button
      variant="primary"
      icon={Plus}
      disabledReason={admin.allowed ? undefined : admin.reason}
      onClick={() => setEditing('new')}
    >
      Create rule
    </Button>
  )
  return (
    <>
      {error !== null && rules === undefined ? (
        <Card>
          <ErrorState
            title="The rules could not be loaded"
            error={error}
            retrying={isFetching}
            onRetry={() => void refetch()}
          />
        </Card>
      ) : rules?.length === 0 ? (
        <Card>
          <EmptyState icon={Bell} title="No rules yet" actions={create}>
            A rule watches the executions of all or some pipelines and tells its channels once when something
            is wrong, and once when it is good again.
          </EmptyState>
        </Card>
      ) : (
        <>
          <div className="mb-3 flex justify-end">{create}</div>
          <Card className="overflow-hidden">
            <Table
              label="Rules"
              head={
                <>
                  <Th>Name</Th>
                  <Th>When</Th>
                  <Th>Pipelines</Th>
                  <Th>State</Th>
                  <Th>
                    <span className="sr-only">Actions</span>
                  </Th>
                </>
              }
            >
              {rules === undefined ? (
                <SkeletonRows columns={5} rows={4} />
              ) : (
                rules.map((rule) => <Row key={rule.id} rule={rule} onEdit={() => setEditing(rule)} />)
              )}
            </Table>
          </Card>
        </>
      )}
      {editing !== null && (
        <RuleDialog rule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

function Row({ rule, onEdit }: { rule: AlertRule; onEdit: () => void }) {
  const [deleting, setDeleting] = useState(false)
  const admin = useRole('admin')
  const reason = admin.allowed ? undefined : admin.reason
  return (
    <Tr data-item>
      <Td className="min-w-40 font-medium">{rule.name}</Td>
      <Td className="min-w-56 text-text-soft">{ruleSentence(rule)}</Td>
      <Td className="min-w-40 text-text-soft">{scopeWords(rule)}</Td>
      <Td>
        <RuleState rule={rule} />
      </Td>
      <Td className="text-right whitespace-nowrap">
        <MuteMenu rule={rule} />
        <IconButton label={`Edit ${rule.name}`} icon={Pencil} disabledReason={reason} onClick={onEdit} />
        <IconButton
          label={`Delete ${rule.name}`}
          icon={Trash2}
          disabledReason={reason}
          onClick={() => setDeleting(true)}
        />
        {deleting && <DeleteRuleDialog rule={rule} onClose={() => setDeleting(false)} />}
      </Td>
    </Tr>
  )
}

function RuleState({ rule }: { rule: AlertRule }) {
  const zone = useTimeZone()
  const now = useNow(60)
  if (!rule.isActive) return <Badge>Inactive</Badge>
  return (
    <span className="inline-flex flex-wrap gap-1">
      {rule.mutedUntil !== null && Date.parse(rule.mutedUntil) > now && (
        <Badge tone="caution">Muted until {formatDateTime(rule.mutedUntil, zone)}</Badge>
      )}
      {rule.channelIds.length === 0 && <Badge tone="caution">Tells nobody</Badge>}
      {rule.openIncidents > 0 ? (
        <Link to={paths.alerts({ state: 'open' })} className="rounded-sm hover:underline">
          <Badge tone="danger">{rule.openIncidents} open</Badge>
        </Link>
      ) : (
        <Badge>Good</Badge>
      )}
    </span>
  )
}

const HOURS = [
  { hours: 1, label: 'Mute for an hour' },
  { hours: 8, label: 'Mute for 8 hours' },
  { hours: 24, label: 'Mute for a day' },
  { hours: 168, label: 'Mute for a week' },
]

function MuteMenu({ rule }: { rule: AlertRule }) {
  const toast = useToast()
  const operator = useRole('operator')
  const muting = useMutation(muteAlertRule())
  const now = useNow(60)
  const muted = rule.mutedUntil !== null && Date.parse(rule.mutedUntil) > now
  const reason = operator.allowed ? undefined : operator.reason
  const mute = (until: string | null) =>
    muting.mutate(
      { id: rule.id, until },
      {
        onSuccess: () => toast.done(until === null ? `${rule.name} tells again.` : `${rule.name} is muted.`),
        onError: (error) => toast.problem(messageOf(error)),
      },
    )
  const Icon = muted ? BellOff : BellRing
  return (
    <Menu
      label={`Mute ${rule.name}`}
      align="end"
      trigger={<Icon aria-hidden className="size-4" />}
      triggerClass={buttonClass({ variant: 'quiet', className: 'w-8 px-0!' })}
      items={[
        ...HOURS.map(({ hours, label }) => ({
          key: label,
          label,
          disabledReason: reason,
          onSelect: () => mute(new Date(Date.now() + hours * 3_600_000).toISOString()),
        })),
        ...(muted
          ? [{ key: 'unmute', label: 'Tell again', disabledReason: reason, onSelect: () => mute(null) }]
          : []),
      ]}
    />
  )
}

function DeleteRuleDialog({ rule, onClose }: { rule: AlertRule; onClose: () => void }) {
  const toast = useToast()
  const deleting = useMutation(deleteAlertRule())
  return (
    <ConfirmDialog
      title={`Delete ${rule.name}?`}
      confirmLabel="Delete rule"
      danger
      busy={deleting.isPending}
      error={deleting.error === null ? null : messageOf(deleting.error)}
      onConfirm={() =>
        deleting.mutate(rule.id, {
          onSuccess: () => {
            toast.done(`${rule.name} was deleted.`)
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <p>Its open incidents are closed without a message. The incidents stay in the list.</p>
    </ConfirmDialog>
  )
}
