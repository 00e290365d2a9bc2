import type { AlertDelivery } from '@flx/shared/alert'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Inbox, Send } from 'lucide-react'

import { alerts, sendAlertAgain } from '#web/api/alerts.ts'
import { Button } from '#web/ui/button.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { PagedTable } from '#web/ui/table/query-table.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { DeliveryState } from './delivery-status.tsx'
import { deliveriesTabWords } from './words.ts'

const COLUMNS: readonly Column<AlertDelivery>[] = [
  {
    label: deliveriesTabWords.state,
    card: 'status',
    cell: ({ status }) => <DeliveryState status={status} />,
  },
  {
    label: deliveriesTabWords.message,
    card: 'title',
    className: 'min-w-64',
    cell: ({ subject, error }) => (
      <>
        {subject}
        {error !== null && <div className="text-xs text-text-faint">{error}</div>}
      </>
    ),
  },
  {
    label: deliveriesTabWords.channel,
    card: 'fact',
    cardIcon: Send,
    className: 'min-w-32 text-text-soft',
    cell: ({ channelName }) => channelName,
  },
  {
    label: deliveriesTabWords.attempts,
    card: 'fact',
    numeric: true,
    className: 'tabular',
    cell: ({ attempts }) => attempts,
  },
  {
    label: deliveriesTabWords.created,
    card: 'time',
    cardLabel: true,
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
  {
    label: deliveriesTabWords.nextAttempt,
    card: 'fact',
    inCard: ({ nextAttemptAt }) => nextAttemptAt !== null,
    className: 'whitespace-nowrap text-text-soft',
    cell: ({ nextAttemptAt }) => <RelativeTime at={nextAttemptAt} />,
  },
  actionsColumn((delivery) => <SendAgain delivery={delivery} />),
]

/** The tab that lists messages with their channel, attempts and reason for failure. */
export function DeliveriesTab() {
  return (
    <PagedTable
      label={deliveriesTabWords.deliveries}
      query={useInfiniteQuery(alerts.deliveries())}
      columns={COLUMNS}
      keyOf={({ id }) => id}
      errorTitle={deliveriesTabWords.loadError}
      empty={
        <EmptyState icon={Inbox} title={deliveriesTabWords.empty}>
          {deliveriesTabWords.emptyHint}
        </EmptyState>
      }
      noun={deliveriesTabWords.noun}
    />
  )
}

/** Sends a delivery. A waiting one is tried at once, any other is sent as a new one. */
function SendAgain({ delivery }: { delivery: AlertDelivery }) {
  const toast = useToast()
  const sending = useMutation(sendAlertAgain())
  const isWaiting = delivery.status === 'pending'
  return (
    <Button
      size="small"
      busy={sending.isPending}
      aria-label={`${isWaiting ? deliveriesTabWords.sendNow : deliveriesTabWords.sendAgain}: ${delivery.subject}`}
      onClick={() =>
        sending.mutate(delivery.id, {
          onSuccess: () => toast.done(deliveriesTabWords.queued),
          onError: (error) => toast.problem(messageOf(error)),
        })
      }
    >
      {isWaiting ? deliveriesTabWords.sendNow : deliveriesTabWords.sendAgain}
    </Button>
  )
}
