import type { AlertDelivery } from '@flx/shared/alert'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'

import { alerts, sendAlertAgain } from '#web/api/alerts.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { LoadMore } from '#web/ui/load-more.tsx'
import { EmptyState, ErrorState, messageOf } from '#web/ui/states.tsx'
import { SkeletonRows, Table, Td, Th, Tr } from '#web/ui/table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'
import { useToast } from '#web/ui/toast.tsx'

import { DeliveryState } from './delivery-status.tsx'

/** What was sent to whom, with the attempts and the reason of a failure. */
export function DeliveriesTab() {
  const list = useInfiniteQuery(alerts.deliveries())
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  if (list.isError && list.data === undefined) {
    return (
      <Card>
        <ErrorState
          title="The deliveries could not be loaded"
          error={list.error}
          retrying={list.isFetching}
          onRetry={() => void list.refetch()}
        />
      </Card>
    )
  }
  if (!list.isPending && items.length === 0) {
    return (
      <Card>
        <EmptyState icon={Inbox} title="Nothing was sent yet">
          Each message of a rule and each test is listed here with what became of it.
        </EmptyState>
      </Card>
    )
  }
  return (
    <>
      <Card className="overflow-hidden">
        <Table
          label="Deliveries"
          head={
            <>
              <Th>State</Th>
              <Th>Message</Th>
              <Th>Channel</Th>
              <Th numeric>Attempts</Th>
              <Th>Created</Th>
              <Th>Next attempt</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </>
          }
        >
          {list.isPending ? (
            <SkeletonRows columns={7} />
          ) : (
            items.map((delivery) => <Row key={delivery.id} delivery={delivery} />)
          )}
        </Table>
      </Card>
      {!list.isPending && (
        <LoadMore
          shown={items.length}
          total={list.data?.pages[0]?.total}
          noun={items.length === 1 ? 'delivery' : 'deliveries'}
          hasMore={list.hasNextPage}
          busy={list.isFetchingNextPage}
          onMore={() => void list.fetchNextPage()}
        />
      )}
    </>
  )
}

function Row({ delivery }: { delivery: AlertDelivery }) {
  return (
    <Tr data-item>
      <Td>
        <DeliveryState status={delivery.status} />
      </Td>
      <Td className="min-w-64">
        {delivery.subject}
        {delivery.error !== null && <div className="text-xs text-text-faint">{delivery.error}</div>}
      </Td>
      <Td className="min-w-32 text-text-soft">{delivery.channelName}</Td>
      <Td numeric className="tabular">
        {delivery.attempts}
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={delivery.createdAt} />
      </Td>
      <Td className="whitespace-nowrap text-text-soft">
        <RelativeTime at={delivery.nextAttemptAt} />
      </Td>
      <Td className="text-right whitespace-nowrap">
        <SendAgain delivery={delivery} />
      </Td>
    </Tr>
  )
}

/** One that waits is tried at once; any other is sent anew beside it. */
function SendAgain({ delivery }: { delivery: AlertDelivery }) {
  const toast = useToast()
  const sending = useMutation(sendAlertAgain())
  const waits = delivery.status === 'pending'
  return (
    <Button
      size="small"
      busy={sending.isPending}
      aria-label={`${waits ? 'Send now' : 'Send again'}: ${delivery.subject}`}
      onClick={() =>
        sending.mutate(delivery.id, {
          onSuccess: () => toast.done('The message is on its way.'),
          onError: (error) => toast.problem(messageOf(error)),
        })
      }
    >
      {waits ? 'Send now' : 'Send again'}
    </Button>
  )
}
