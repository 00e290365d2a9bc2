import type { FailureCause } from '@flx/shared/failures/failure-cause'
import { useMutation, useQuery } from '@tanstack/react-query'
import { ChevronDown, CirclePause, RotateCcw, ScrollText, UserRoundCheck, UserRoundPlus } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { assignCause, failures, retryCause } from '#web/api/failures/failures.ts'
import { acknowledgeFailure, withdrawAcknowledgement } from '#web/api/failures/failure-notes.ts'
import { useRole } from '#web/api/access/session.ts'
import { useBulk } from '#web/parts/bulk/bulk-provider.tsx'
import { HoldDialog } from '#web/parts/holds/hold-dialog.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { causeDetailWords as words, causeTableWords } from './words.ts'

/** The actions for a cause as a whole. */
export function CauseActions({
  cause,
  onAct,
}: {
  cause: FailureCause
  /** It may stand elsewhere in the list afterwards. */
  onAct: () => void
}) {
  const { id, plugin, failing, acknowledgement, newestExecutionId, assignee } = cause
  const toast = useToast()
  const bulk = useBulk()
  const [holding, setHolding] = useState(false)
  const operator = useRole('operator')
  const reason = operator.allowed ? undefined : operator.reason
  const { data: choices } = useQuery(failures.choices())
  const retrying = useMutation(retryCause())
  const acknowledging = useMutation(acknowledgeFailure())
  const withdrawing = useMutation(withdrawAcknowledgement())
  const assigning = useMutation(assignCause())
  const onError = (error: unknown) => toast.problem(messageOf(error))
  const target = { kind: 'cause', id } as const
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        data-item-action
        variant="primary"
        icon={RotateCcw}
        busy={retrying.isPending}
        disabledReason={reason ?? (failing === 0 ? words.nothingToRetry : undefined)}
        onClick={() => {
          onAct()
          retrying.mutate(id, {
            onSuccess: ({ bulkId }) => bulk.show(bulkId),
            onError: (error) => toast.problem(words.retryFailed(messageOf(error))),
          })
        }}
      >
        {words.retryAll(failing)}
      </Button>
      {plugin !== '' && (
        <Button icon={CirclePause} disabledReason={reason} onClick={() => setHolding(true)}>
          {words.hold(plugin)}
        </Button>
      )}
      {acknowledgement === null ? (
        <Button
          icon={UserRoundCheck}
          disabledReason={reason}
          busy={acknowledging.isPending}
          onClick={() => {
            onAct()
            acknowledging.mutate({ target }, { onError })
          }}
        >
          {words.acknowledge}
        </Button>
      ) : (
        <Button
          disabledReason={reason}
          busy={withdrawing.isPending}
          onClick={() => {
            onAct()
            withdrawing.mutate({ target }, { onError })
          }}
        >
          {words.removeAcknowledgement}
        </Button>
      )}
      <Menu
        triggerClass={buttonClass()}
        trigger={
          <>
            <UserRoundPlus aria-hidden className="size-4" />
            {words.assign}
            <ChevronDown aria-hidden className="size-3.5 text-text-faint" />
          </>
        }
        items={[{ id: null, name: causeTableWords.unassigned }, ...(choices?.people ?? [])].map((person) => ({
          key: person.id ?? '',
          label: person.name,
          checked: (assignee?.id ?? null) === person.id,
          disabledReason: reason,
          onSelect: () => assigning.mutate({ id, userId: person.id }, { onError }),
        }))}
      />
      <span className="sm:ml-auto">
        {newestExecutionId === null ? (
          <Button icon={ScrollText} disabledReason={words.noLog}>
            {words.openLog}
          </Button>
        ) : (
          <Link to={paths.execution(newestExecutionId)} className={buttonClass()}>
            <ScrollText aria-hidden className="size-4" />
            {words.openLog}
          </Link>
        )}
      </span>
      {holding && <HoldDialog plugin={plugin} onClose={() => setHolding(false)} />}
    </div>
  )
}
