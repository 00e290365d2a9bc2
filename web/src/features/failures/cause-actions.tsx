import type { FailureCause } from '@flx/shared/failures/failure-cause'
import { useMutation, useQuery } from '@tanstack/react-query'
import {
  ChevronDown,
  CirclePause,
  Link2,
  RotateCcw,
  ScrollText,
  UserRoundCheck,
  UserRoundPlus,
} from 'lucide-react'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'

import { assignCause, failures, retryCause } from '#web/api/failures/failures.ts'
import { acknowledgeFailure, withdrawAcknowledgement } from '#web/api/failures/failure-notes.ts'
import { useRole } from '#web/api/access/session.ts'
import { useBulk } from '#web/parts/bulk/bulk-provider.tsx'
import { usePageActions } from '#web/lib/page-actions.ts'
import { HoldDialog } from '#web/parts/holds/hold-dialog.tsx'
import { paths } from '#web/paths.ts'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Menu, type MenuItem } from '#web/ui/overlays/menu.tsx'
import { MoreActions } from '#web/ui/overlays/more-actions.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { filterWords } from '#web/ui/words.ts'

import { causeDetailWords as words, causeTableWords } from './words.ts'

/** The actions for a cause as a whole. */
export function CauseActions({
  cause,
  onAct,
}: {
  cause: FailureCause
  /** Called when the action might move the cause in the list. */
  onAct: () => void
}) {
  const { id, plugin, failing, acknowledgement, newestExecutionId, assignee } = cause
  const toast = useToast()
  const navigate = useNavigate()
  const bulk = useBulk()
  const [holding, setHolding] = useState(false)
  const operator = useRole('operator')
  const reason = operator.allowed ? undefined : operator.reason
  const { data: choices, isError: hasNoChoices } = useQuery(failures.choices())
  const retrying = useMutation(retryCause())
  const acknowledging = useMutation(acknowledgeFailure())
  const withdrawing = useMutation(withdrawAcknowledgement())
  const assigning = useMutation(assignCause())
  const onError = (error: unknown) => toast.problem(messageOf(error))
  const target = { kind: 'cause', id } as const
  const users =
    choices === undefined ? [] : [{ id: null, name: causeTableWords.unassigned }, ...choices.users]
  const assignments: MenuItem[] = users.map((user) => ({
    key: `assign ${user.id}`,
    label: user.name,
    checked: (assignee?.id ?? null) === user.id,
    disabledReason: reason,
    onSelect: () => assigning.mutate({ id, userId: user.id }, { onError }),
  }))
  const copyLink = () => {
    const link = new URL(paths.failures({ cause: id }), location.origin).href
    navigator.clipboard.writeText(link).then(
      () => toast.done(words.linkCopied),
      () => toast.problem(words.linkNotCopied),
    )
  }
  const retryReason = reason ?? (failing === 0 ? words.nothingToRetry : undefined)
  const retry = () => {
    onAct()
    retrying.mutate(id, {
      onSuccess: ({ bulkId }) => bulk.show(bulkId),
      onError: (error) => toast.problem(words.retryFailed(messageOf(error))),
    })
  }
  const acknowledge = () => {
    onAct()
    acknowledging.mutate({ target }, { onError })
  }
  const withdraw = () => {
    onAct()
    withdrawing.mutate({ target }, { onError })
  }
  const openLog = () => newestExecutionId !== null && void navigate(paths.execution(newestExecutionId))
  const noLogReason = newestExecutionId === null ? words.noLog : undefined
  usePageActions([
    {
      id: 'retry-cause',
      label: words.retryAll(failing),
      icon: RotateCcw,
      hotkey: 'r',
      disabledReason: retryReason,
      busy: retrying.isPending,
      act: retry,
    },
    {
      id: 'acknowledge-cause',
      label: acknowledgement === null ? words.acknowledge : words.removeAcknowledgement,
      icon: UserRoundCheck,
      hotkey: 'a',
      disabledReason: reason,
      busy: acknowledging.isPending || withdrawing.isPending,
      act: acknowledgement === null ? acknowledge : withdraw,
    },
    ...(plugin === ''
      ? []
      : [
          {
            id: 'hold-cause',
            label: words.hold(plugin),
            icon: CirclePause,
            hotkey: 'h',
            disabledReason: reason,
            act: () => setHolding(true),
          },
        ]),
    {
      id: 'open-log',
      label: words.openLog,
      icon: ScrollText,
      hotkey: 'l',
      disabledReason: noLogReason,
      act: () => void openLog(),
    },
  ])
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button
        data-item-action
        className="max-sm:grow"
        variant="primary"
        icon={RotateCcw}
        busy={retrying.isPending}
        disabledReason={retryReason}
        onClick={retry}
      >
        {words.retryAll(failing)}
      </Button>
      {plugin !== '' && (
        <Button
          className="max-sm:hidden"
          icon={CirclePause}
          disabledReason={reason}
          onClick={() => setHolding(true)}
        >
          {words.hold(plugin)}
        </Button>
      )}
      {acknowledgement === null ? (
        <Button
          className="max-sm:grow"
          icon={UserRoundCheck}
          disabledReason={reason}
          busy={acknowledging.isPending}
          onClick={acknowledge}
        >
          {words.acknowledge}
        </Button>
      ) : (
        <Button
          className="max-sm:grow"
          disabledReason={reason}
          busy={withdrawing.isPending}
          onClick={withdraw}
        >
          {words.removeAcknowledgement}
        </Button>
      )}
      <Menu
        triggerClass={buttonClass({ className: 'max-sm:hidden' })}
        trigger={
          <>
            <UserRoundPlus aria-hidden className="size-4" />
            {words.assign}
            <ChevronDown aria-hidden className="size-3.5 text-text-faint" />
          </>
        }
        items={assignments}
        note={hasNoChoices ? filterWords.optionsFailed : filterWords.optionsLoading}
      />
      <span className="max-sm:hidden sm:ml-auto">
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
      <MoreActions
        label={words.more}
        className="max-md:w-11"
        items={[
          {
            key: 'log',
            label: words.openLog,
            icon: ScrollText,
            narrowOnly: true,
            disabledReason: noLogReason,
            onSelect: () => void openLog(),
          },
          ...(plugin === ''
            ? []
            : [
                {
                  key: 'hold',
                  label: words.hold(plugin),
                  icon: CirclePause,
                  narrowOnly: true,
                  disabledReason: reason,
                  onSelect: () => setHolding(true),
                },
              ]),
          { key: 'link', label: words.copyLink, icon: Link2, onSelect: copyLink },
          ...assignments.map((item, index) => ({
            ...item,
            narrowOnly: true,
            label: index === 0 ? words.unassign : words.assignTo(users[index]?.name ?? ''),
          })),
        ]}
      />
      {holding && <HoldDialog plugin={plugin} onClose={() => setHolding(false)} />}
    </div>
  )
}
