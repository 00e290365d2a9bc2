import type { AlertChannel } from '@flx/shared/alert'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Pencil, Plus, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { alerts, deleteAlertChannel, testAlertChannel } from '#web/api/alerts.ts'
import { paths } from '#web/paths.ts'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { EmptyState, ErrorState, messageOf } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { CHANNEL_WORDS, targetWords } from './alert-words.ts'
import { ChannelDialog } from './channel-dialog.tsx'
import { DeliveryState } from './delivery-status.tsx'

/** Who is told. */
export function ChannelsTab() {
  const { data: channels, error, isFetching, refetch } = useQuery(alerts.channels())
  const [editing, setEditing] = useState<AlertChannel | 'new' | null>(null)
  const add = (
    <Button variant="primary" icon={Plus} onClick={() => setEditing('new')}>
      Add channel
    </Button>
  )
  return (
    <>
      {error !== null && channels === undefined ? (
        <Card>
          <ErrorState
            title="The channels could not be loaded"
            error={error}
            retrying={isFetching}
            onRetry={() => void refetch()}
          />
        </Card>
      ) : channels?.length === 0 ? (
        <Card>
          <EmptyState icon={Send} title="No channels yet" actions={add}>
            A channel is where rules send their messages: a webhook, Slack or e-mail.
          </EmptyState>
        </Card>
      ) : (
        <>
          <div className="mb-3 flex justify-end">{add}</div>
          <Card className="overflow-hidden">
            <Table
              label="Channels"
              head={
                <>
                  <Th>Name</Th>
                  <Th>Kind</Th>
                  <Th>Sends to</Th>
                  <Th>Last delivery</Th>
                  <Th>
                    <span className="sr-only">Actions</span>
                  </Th>
                </>
              }
            >
              {channels === undefined ? (
                <SkeletonRows columns={5} rows={3} />
              ) : (
                channels.map((channel) => (
                  <Row key={channel.id} channel={channel} onEdit={() => setEditing(channel)} />
                ))
              )}
            </Table>
          </Card>
        </>
      )}
      {editing !== null && (
        <ChannelDialog channel={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </>
  )
}

function Row({ channel, onEdit }: { channel: AlertChannel; onEdit: () => void }) {
  const toast = useToast()
  const testing = useMutation(testAlertChannel())
  const [deleting, setDeleting] = useState(false)
  const { name, settings, lastDelivery } = channel
  const test = () =>
    testing.mutate(channel.id, {
      onSuccess: () =>
        toast.done(
          <>
            A test message is on its way.{' '}
            <Link to={paths.alerts({ tab: 'deliveries' })} className="font-medium underline">
              Deliveries
            </Link>
          </>,
        ),
      onError: (error) => toast.problem(messageOf(error)),
    })
  return (
    <Tr data-item>
      <Td className="min-w-32 font-medium">{name}</Td>
      <Td className="whitespace-nowrap text-text-soft">{CHANNEL_WORDS[settings.kind]}</Td>
      <Td className="min-w-40 text-text-soft">{targetWords(settings)}</Td>
      <Td className="min-w-48">
        {lastDelivery === null ? (
          '—'
        ) : (
          <>
            <span className="inline-flex flex-wrap items-center gap-2">
              <DeliveryState status={lastDelivery.status} />
              <RelativeTime at={lastDelivery.at} className="text-text-faint" />
            </span>
            {lastDelivery.error !== null && (
              <div className="line-clamp-2 text-xs text-text-faint">{lastDelivery.error}</div>
            )}
          </>
        )}
      </Td>
      <Td className="text-right whitespace-nowrap">
        <Button size="small" busy={testing.isPending} onClick={test} aria-label={`Test ${name}`}>
          Test
        </Button>
        <IconButton label={`Edit ${name}`} icon={Pencil} onClick={onEdit} />
        <IconButton label={`Delete ${name}`} icon={Trash2} onClick={() => setDeleting(true)} />
        {deleting && <DeleteChannelDialog channel={channel} onClose={() => setDeleting(false)} />}
      </Td>
    </Tr>
  )
}

function DeleteChannelDialog({ channel, onClose }: { channel: AlertChannel; onClose: () => void }) {
  const toast = useToast()
  const deleting = useMutation(deleteAlertChannel())
  return (
    <ConfirmDialog
      title={`Delete ${channel.name}?`}
      confirmLabel="Delete channel"
      danger
      busy={deleting.isPending}
      error={deleting.error === null ? null : messageOf(deleting.error)}
      onConfirm={() =>
        deleting.mutate(channel.id, {
          onSuccess: () => {
            toast.done(`${channel.name} was deleted.`)
            onClose()
          },
        })
      }
      onClose={onClose}
    >
      <p>Rules that name it tell it nothing any more. Its deliveries are removed from the log.</p>
    </ConfirmDialog>
  )
}
