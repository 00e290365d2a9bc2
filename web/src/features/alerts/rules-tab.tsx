import type { AlertRule } from '@flx/shared/alert'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Bell, BellOff, BellRing, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { alerts, deleteAlertRule, muteAlertRule } from '#web/api/alerts.ts'
import { useRole } from '#web/api/access/session.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { formatDateTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { Badge } from '#web/ui/status/badge.tsx'
import { Button, buttonClass, IconButton } from '#web/ui/button.tsx'
import { DamageBadge } from '#web/ui/damage-notice.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'
import { QueryTable } from '#web/ui/table/query-table.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { RuleDialog } from './rule-dialog.tsx'
import { ruleSentence, scopeWords, rulesTabWords } from './words.ts'

const COLUMNS: readonly Column<AlertRule>[] = [
  {
    label: rulesTabWords.name,
    card: 'title',
    className: 'min-w-40 font-medium',
    cell: ({ name, damaged }) => (
      <>
        {name}
        <DamageBadge damaged={damaged} />
      </>
    ),
  },
  { label: rulesTabWords.when, card: 'message', className: 'min-w-56 text-text-soft', cell: ruleSentence },
  { label: rulesTabWords.pipelines, card: 'fact', className: 'min-w-40 text-text-soft', cell: scopeWords },
  { label: rulesTabWords.state, card: 'status', cell: (rule) => <RuleState rule={rule} /> },
]

/** The tab that lists the rules. */
export function RulesTab() {
  const query = useQuery(alerts.rules())
  const [editing, setEditing] = useState<AlertRule | 'new' | null>(null)
  const admin = useRole('admin')
  const create = (
    <Button
      variant="primary"
      icon={Plus}
      disabledReason={admin.allowed ? undefined : admin.reason}
      onClick={() => setEditing('new')}
    >
      {rulesTabWords.createRule}
    </Button>
  )
  return (
    <>
      <QueryTable
        label={rulesTabWords.rules}
        query={query}
        columns={[
          ...COLUMNS,
          actionsColumn<AlertRule>((rule) => <Actions rule={rule} onEdit={() => setEditing(rule)} />),
        ]}
        keyOf={({ id }) => id}
        skeleton={4}
        above={<div className="mb-3 flex justify-end">{create}</div>}
        errorTitle={rulesTabWords.loadError}
        empty={
          <EmptyState icon={Bell} title={rulesTabWords.noRulesYet} actions={create}>
            {rulesTabWords.emptyHint}
          </EmptyState>
        }
      />
      {editing !== null && (
        <RuleDialog rule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

function Actions({ rule, onEdit }: { rule: AlertRule; onEdit: () => void }) {
  const [deleting, setDeleting] = useState(false)
  const admin = useRole('admin')
  const reason = admin.allowed ? undefined : admin.reason
  return (
    <>
      <MuteMenu rule={rule} />
      <IconButton
        label={rulesTabWords.edit(rule.name)}
        icon={Pencil}
        disabledReason={reason}
        onClick={onEdit}
      />
      <IconButton
        label={rulesTabWords.delete(rule.name)}
        icon={Trash2}
        disabledReason={reason}
        onClick={() => setDeleting(true)}
      />
      {deleting && <DeleteRuleDialog rule={rule} onClose={() => setDeleting(false)} />}
    </>
  )
}

function RuleState({ rule }: { rule: AlertRule }) {
  const zone = useTimeZone()
  const now = useNow(60)
  if (!rule.isActive) return <Badge>{rulesTabWords.inactive}</Badge>
  return (
    <span className="inline-flex flex-wrap gap-1">
      {rule.mutedUntil !== null && Date.parse(rule.mutedUntil) > now && (
        <Badge tone="caution">{rulesTabWords.mutedUntil(formatDateTime(rule.mutedUntil, zone))}</Badge>
      )}
      {rule.channelIds.length === 0 && <Badge tone="caution">{rulesTabWords.noChannel}</Badge>}
      {rule.openIncidents > 0 ? (
        <Link to={paths.alerts({ state: 'open' })} className="rounded-sm hover:underline">
          <Badge tone="danger">{rulesTabWords.open(rule.openIncidents)}</Badge>
        </Link>
      ) : (
        <Badge>{rulesTabWords.ok}</Badge>
      )}
    </span>
  )
}

const HOURS = [
  { hours: 1, label: rulesTabWords.muteHour },
  { hours: 8, label: rulesTabWords.mute8Hours },
  { hours: 24, label: rulesTabWords.muteDay },
  { hours: 168, label: rulesTabWords.muteWeek },
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
        onSuccess: () =>
          toast.done(until === null ? rulesTabWords.unmuted(rule.name) : rulesTabWords.muted(rule.name)),
        onError: (error) => toast.problem(messageOf(error)),
      },
    )
  const Icon = muted ? BellOff : BellRing
  return (
    <Menu
      label={rulesTabWords.mute(rule.name)}
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
          ? [
              {
                key: 'unmute',
                label: rulesTabWords.unmute,
                disabledReason: reason,
                onSelect: () => mute(null),
              },
            ]
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
      title={rulesTabWords.deleteQuestion(rule.name)}
      confirmLabel={rulesTabWords.deleteRule}
      danger
      busy={deleting.isPending}
      error={deleting.error === null ? null : messageOf(deleting.error)}
      onConfirm={() =>
        deleting.mutate(rule.id, {
          onSuccess: () => {
            toast.done(rulesTabWords.deleted(rule.name))
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <p>{rulesTabWords.deleteHint}</p>
    </ConfirmDialog>
  )
}
