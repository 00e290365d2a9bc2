import type { AlertChannel } from '@flx/shared/alert'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Pencil, Plus, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { alerts, deleteAlertChannel, testAlertChannel } from '#web/api/alerts.ts'
import { paths } from '#web/paths.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { DamageBadge } from '#web/ui/damage-notice.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { QueryTable } from '#web/ui/table/query-table.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { ChannelDialog } from './channel-dialog.tsx'
import { DeliveryState } from './delivery-status.tsx'
import { CHANNEL_WORDS, targetWords, channelsTabWords } from './words.ts'

const COLUMNS: readonly Column<AlertChannel>[] = [
  {
    label: channelsTabWords.name,
    card: 'title',
    className: 'min-w-32 font-medium',
    cell: ({ name, damaged }) => (
      <>
        {name}
        <DamageBadge damaged={damaged} />
      </>
    ),
  },
  {
    label: channelsTabWords.kind,
    card: 'status',
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ settings }) => CHANNEL_WORDS[settings.kind],
  },
  {
    label: channelsTabWords.sendsTo,
    card: 'message',
    className: 'min-w-40 text-text-soft',
    cell: ({ settings }) => targetWords(settings),
  },
  {
    label: channelsTabWords.lastDelivery,
    card: 'fact',
    inCard: ({ lastDelivery }) => lastDelivery !== null,
    className: 'min-w-48',
    cell: ({ lastDelivery: delivery }) =>
      delivery === null ? (
        '—'
      ) : (
        <>
          <span className="inline-flex flex-wrap items-center gap-2">
            <DeliveryState status={delivery.status} />
            <RelativeTime at={delivery.at} className="text-text-faint" />
          </span>
          {delivery.error !== null && (
            <div className="line-clamp-2 text-xs text-text-faint">{delivery.error}</div>
          )}
        </>
      ),
  },
]

/** The tab that lists the channels. */
export function ChannelsTab() {
  const query = useQuery(alerts.channels())
  const [editing, setEditing] = useState<AlertChannel | 'new' | null>(null)
  const add = (
    <Button variant="primary" icon={Plus} onClick={() => setEditing('new')}>
      {channelsTabWords.addChannel}
    </Button>
  )
  return (
    <>
      <QueryTable
        label={channelsTabWords.channels}
        query={query}
        columns={[
          ...COLUMNS,
          actionsColumn<AlertChannel>((channel) => (
            <Actions channel={channel} onEdit={() => setEditing(channel)} />
          )),
        ]}
        keyOf={({ id }) => id}
        skeleton={3}
        above={<div className="mb-3 flex justify-end">{add}</div>}
        errorTitle={channelsTabWords.loadError}
        empty={
          <EmptyState icon={Send} title={channelsTabWords.noChannelsYet} actions={add}>
            {channelsTabWords.emptyHint}
          </EmptyState>
        }
      />
      {editing !== null && (
        <ChannelDialog channel={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

function Actions({ channel, onEdit }: { channel: AlertChannel; onEdit: () => void }) {
  const toast = useToast()
  const testing = useMutation(testAlertChannel())
  const [deleting, setDeleting] = useState(false)
  const { name } = channel
  const test = () =>
    testing.mutate(channel.id, {
      onSuccess: () =>
        toast.done(
          <>
            {channelsTabWords.testSent}{' '}
            <Link to={paths.alerts({ tab: 'deliveries' })} className="font-medium underline">
              {channelsTabWords.viewDeliveries}
            </Link>
          </>,
        ),
      onError: (error) => toast.problem(messageOf(error)),
    })
  return (
    <>
      <Button size="small" busy={testing.isPending} onClick={test} aria-label={channelsTabWords.test(name)}>
        {channelsTabWords.testLabel}
      </Button>
      <IconButton label={channelsTabWords.edit(name)} icon={Pencil} onClick={onEdit} />
      <IconButton label={channelsTabWords.delete(name)} icon={Trash2} onClick={() => setDeleting(true)} />
      {deleting && <DeleteChannelDialog channel={channel} onClose={() => setDeleting(false)} />}
    </>
  )
}

function DeleteChannelDialog({ channel, onClose }: { channel: AlertChannel; onClose: () => void }) {
  const toast = useToast()
  const deleting = useMutation(deleteAlertChannel())
  return (
    <ConfirmDialog
      title={channelsTabWords.deleteQuestion(channel.name)}
      confirmLabel={channelsTabWords.deleteChannel}
      danger
      busy={deleting.isPending}
      error={deleting.error === null ? null : messageOf(deleting.error)}
      onConfirm={() =>
        deleting.mutate(channel.id, {
          onSuccess: () => {
            toast.done(channelsTabWords.deleted(channel.name))
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <p>{channelsTabWords.deleteHint}</p>
    </ConfirmDialog>
  )
}
