import type { OpenLineageConnection, OpenLineageEvent } from '@flx/shared/lineage/open-lineage'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { CircleCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { discardEvents, openLineage, sendEventsAgain } from '#web/api/lineage/open-lineage.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { EmptyState, messageOf } from '#web/ui/states.tsx'
import { actionsColumn, type Column } from '#web/ui/table/data-table.tsx'
import { PagedTable } from '#web/ui/table/query-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { EventDialog } from './event-dialog.tsx'
import { eventsWords as words } from './words.ts'

type Status = OpenLineageEvent['status']

/** Events that were not received: why, and actions for them. */
export function EventsSection({ connection: { waiting, failed } }: { connection: OpenLineageConnection }) {
  const [status, setStatus] = useState<Status>(failed > 0 ? 'failed' : 'waiting')
  const [discarding, setDiscarding] = useState<OpenLineageEvent | 'all' | null>(null)
  const [shownId, setShownId] = useState<string | null>(null)
  const empty = words.empty[status]
  const options = [
    { key: 'waiting', label: words.waiting, count: waiting },
    { key: 'failed', label: words.failed, count: failed },
  ] as const
  return (
    <section aria-label={words.title} className="space-y-3">
      <div className="flex flex-wrap items-center justify-between gap-2 pt-2">
        <h2 className="text-base font-semibold">{words.title}</h2>
        <div className="flex flex-wrap items-center gap-2">
          {status === 'failed' && failed > 0 && (
            <>
              <SendAllAgain />
              <Button size="small" onClick={() => setDiscarding('all')}>
                {words.discardAll}
              </Button>
            </>
          )}
          <Segmented label={words.which} options={options} chosen={status} onChoose={setStatus} />
        </div>
      </div>
      <PagedTable
        label={words.label[status]}
        query={useInfiniteQuery(openLineage.events(status))}
        columns={columnsOf(status, { onShow: setShownId, onDiscard: setDiscarding })}
        keyOf={({ id }) => id}
        skeleton={3}
        errorTitle={words.loadError}
        empty={
          <EmptyState icon={CircleCheck} title={empty.title}>
            {empty.hint}
          </EmptyState>
        }
        noun={words.noun}
      />
      {shownId !== null && <EventDialog id={shownId} onClose={() => setShownId(null)} />}
      {discarding !== null && (
        <DiscardDialog
          id={discarding === 'all' ? null : discarding.id}
          count={discarding === 'all' ? failed : 1}
          onClose={() => setDiscarding(null)}
        />
      )}
    </section>
  )
}

function columnsOf(
  status: Status,
  handlers: { onShow: (id: string) => void; onDiscard: (event: OpenLineageEvent) => void },
): Column<OpenLineageEvent>[] {
  return [
    {
      label: words.event,
      card: 'title',
      cell: (event) => (
        <button
          type="button"
          aria-label={words.show(event)}
          className="touch font-mono text-xs font-medium text-accent hover:underline"
          onClick={() => handlers.onShow(event.id)}
        >
          {event.type}
        </button>
      ),
    },
    {
      label: words.pipeline,
      card: 'fact',
      className: 'min-w-32',
      cell: ({ pipelineName }) => <Breakable text={pipelineName} />,
    },
    {
      label: words.reason,
      card: 'fact',
      className: 'min-w-56 text-text-soft wrap-anywhere',
      cell: ({ error }) => error ?? words.noReason,
    },
    {
      label: words.attempts,
      card: 'fact',
      numeric: true,
      className: 'tabular',
      cell: ({ attempts }) => attempts,
    },
    {
      label: words.created,
      card: 'time',
      cardLabel: true,
      className: 'whitespace-nowrap text-text-soft',
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    ...(status === 'waiting' ? [NEXT] : []),
    actionsColumn((event) => (
      <div className="flex items-center justify-end gap-1">
        <SendAgain event={event} />
        {status === 'failed' && (
          <IconButton
            label={words.about(words.discard, event)}
            icon={Trash2}
            onClick={() => handlers.onDiscard(event)}
          />
        )}
      </div>
    )),
  ]
}

const NEXT: Column<OpenLineageEvent> = {
  label: words.next,
  card: 'fact',
  className: 'whitespace-nowrap text-text-soft',
  cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? words.turn : <RelativeTime at={nextAttemptAt} />),
}

function SendAgain({ event }: { event: OpenLineageEvent }) {
  const toast = useToast()
  const sending = useMutation(sendEventsAgain())
  const label = event.status === 'waiting' ? words.sendNow : words.again
  return (
    <Button
      size="small"
      busy={sending.isPending}
      aria-label={words.about(label, event)}
      onClick={() =>
        sending.mutate(event.id, {
          onSuccess: () => toast.done(words.queued),
          onError: (error) => toast.problem(messageOf(error)),
        })
      }
    >
      {label}
    </Button>
  )
}

function SendAllAgain() {
  const toast = useToast()
  const sending = useMutation(sendEventsAgain())
  return (
    <Button
      size="small"
      busy={sending.isPending}
      onClick={() =>
        void sending.mutateAsync(null).then(
          (result) => toast.done(words.againDone(result?.count ?? 0)),
          (error: unknown) => toast.problem(messageOf(error)),
        )
      }
    >
      {words.againAll}
    </Button>
  )
}

function DiscardDialog({ id, count, onClose }: { id: string | null; count: number; onClose: () => void }) {
  const toast = useToast()
  const discarding = useMutation(discardEvents())
  return (
    <ConfirmDialog
      title={words.discardTitle(count)}
      confirmLabel={words.discard}
      danger
      busy={discarding.isPending}
      error={discarding.error === null ? null : messageOf(discarding.error)}
      onConfirm={() =>
        void discarding.mutateAsync(id).then(
          (result) => {
            toast.done(words.discarded(result?.count ?? count))
            onClose()
          },
          // The dialog shows the error.
          () => undefined,
        )
      }
      onClose={onClose}
    >
      <p>{words.discardHint}</p>
    </ConfirmDialog>
  )
}
