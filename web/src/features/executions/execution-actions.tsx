import type { Execution } from '@flx/shared/executions/execution'
import { can, isFinished, type Allowed, type RetryStart } from '@flx/shared/executions/execution-status'
import { PRIORITIES } from '@flx/shared/executions/priority'
import { useMutation } from '@tanstack/react-query'
import { CircleStop, GitCompareArrows, Hand, Play, RotateCcw, ScrollText, Workflow, Zap } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { isProblem } from '#web/api/core/problem.ts'
import { retryExecution } from '#web/api/executions/executions.ts'
import { executePipeline } from '#web/api/pipelines/pipelines.ts'
import { useRole } from '#web/api/access/session.ts'
import { usePageActions } from '#web/lib/page-actions.ts'
import { HoldDialog } from '#web/parts/holds/hold-dialog.tsx'
import { PRIORITY_ICONS } from '#web/parts/queue/priority-badge.tsx'
import { PriorityMenu, usePrioritise } from '#web/parts/queue/priority-menu.tsx'
import { priorityWords } from '#web/parts/queue/words.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/button.tsx'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { CancelExecutionDialog } from './cancel-execution-dialog.tsx'
import { RetryMenu } from './retry-menu.tsx'
import { executionActionsWords as WORDS } from './words.ts'

/**
 * Cancel, then force kill; after the end, run again or retry. An action that is not possible now stays in
 * place, with the reason.
 */
export function ExecutionActions({ execution }: { execution: Execution }) {
  const [confirming, setConfirming] = useState<'cancel' | 'force' | null>(null)
  const [holding, setHolding] = useState<string | null>(null)
  const operator = useRole('operator')
  const editor = useRole('editor')
  const navigate = useNavigate()
  const toast = useToast()
  const retrying = useMutation(retryExecution())
  const executing = useMutation(executePipeline())
  const roleReason = operator.allowed ? undefined : operator.reason
  const hasEnded = isFinished(execution.status)
  const hasSucceeded = execution.status === 'success'
  const isCancelling = !hasEnded && execution.cancelRequestedAt !== null
  // Retrying starts a process with the same settings.
  const hasOwnSettings = execution.options.settings.length > 0
  const settingsReason = hasOwnSettings && !editor.allowed ? WORDS.ownSettings : undefined
  const openStarted = (started: Promise<{ id: string }>) =>
    void started.then(
      (next) => navigate(paths.execution(next.id)),
      (error: unknown) => {
        const unfinishedId = isProblem(error, 409) ? error.problem['executionId'] : undefined
        toast.problem(messageOf(error))
        if (typeof unfinishedId === 'string') void navigate(paths.execution(unfinishedId))
      },
    )
  const retry = (from: RetryStart) => openStarted(retrying.mutateAsync({ id: execution.id, from }))
  const { streams, limitRecords } = execution.options
  const runAgain = () =>
    openStarted(
      executing.mutateAsync({
        id: execution.pipelineId,
        fullRefresh: execution.fullRefresh,
        ...(streams !== null && { streams }),
        ...(limitRecords !== null && { limitRecords }),
      }),
    )
  const retryReason = roleReason ?? reasonOf(can.retry(execution)) ?? settingsReason
  const isWaiting = can.prioritise(execution).allowed
  const prioritise = usePrioritise(execution)
  const goTo = (to: string) => () => void navigate(to)
  usePageActions([
    {
      id: 'run-again',
      label: WORDS.runAgain,
      icon: Play,
      hotkey: 'e',
      words: WORDS.also.runAgain,
      disabledReason: roleReason ?? (hasEnded ? undefined : WORDS.notEnded),
      busy: executing.isPending,
      act: runAgain,
    },
    {
      id: 'retry',
      label: WORDS.retry,
      icon: RotateCcw,
      hotkey: 'r',
      disabledReason: hasSucceeded ? WORDS.succeeded : retryReason,
      busy: retrying.isPending,
      act: () => retry('start'),
    },
    {
      id: 'cancel',
      label: isCancelling ? WORDS.forceKill : WORDS.cancel,
      icon: isCancelling ? Zap : CircleStop,
      hotkey: 'c',
      words: WORDS.also.cancel,
      disabledReason: roleReason ?? reasonOf(isCancelling ? can.force(execution) : can.cancel(execution)),
      act: () => setConfirming(isCancelling ? 'force' : 'cancel'),
    },
    {
      id: 'compare',
      label: WORDS.compare,
      icon: GitCompareArrows,
      hotkey: 'd',
      words: WORDS.also.compare,
      act: goTo(paths.execution(execution.id, 'compare')),
    },
    ...PRIORITIES.filter((priority) => isWaiting && priority !== execution.priority).map((priority) => ({
      id: `priority ${priority}`,
      label: priorityWords.set(priority),
      icon: PRIORITY_ICONS[priority],
      words: priorityWords.also[priority],
      disabledReason: roleReason,
      act: () => prioritise(priority),
    })),
    { id: 'log', label: WORDS.log, icon: ScrollText, hotkey: 'l', act: goTo(paths.execution(execution.id)) },
    {
      id: 'pipeline',
      label: WORDS.pipeline,
      icon: Workflow,
      hotkey: 'o',
      act: goTo(paths.pipeline(execution.pipelineId)),
    },
    ...pluginsOf(execution).map((plugin) => ({
      id: `hold ${plugin}`,
      label: WORDS.hold(plugin),
      icon: Hand,
      disabledReason: roleReason,
      act: () => setHolding(plugin),
    })),
  ])
  return (
    <>
      <PriorityMenu execution={execution} />
      {isCancelling ? (
        <Button
          icon={Zap}
          variant="danger-quiet"
          disabledReason={roleReason ?? reasonOf(can.force(execution))}
          onClick={() => setConfirming('force')}
        >
          {WORDS.forceKill}
        </Button>
      ) : (
        <Button
          icon={CircleStop}
          variant="danger-quiet"
          className={hasEnded ? 'max-sm:hidden' : ''}
          disabledReason={roleReason ?? reasonOf(can.cancel(execution))}
          onClick={() => setConfirming('cancel')}
        >
          {WORDS.cancel}
        </Button>
      )}
      <Button
        icon={Play}
        variant={hasSucceeded ? 'primary' : 'secondary'}
        className={hasEnded ? '' : 'max-sm:hidden'}
        busy={executing.isPending}
        title={hasOwnSettings ? WORDS.withoutOwnSettings : undefined}
        disabledReason={roleReason ?? (hasEnded ? undefined : WORDS.notEnded)}
        onClick={runAgain}
      >
        {WORDS.runAgain}
      </Button>
      {!hasSucceeded && (
        <span className={hasEnded ? 'inline-flex gap-px' : 'inline-flex max-sm:hidden'}>
          <Button
            icon={RotateCcw}
            variant="primary"
            busy={retrying.isPending}
            disabledReason={retryReason}
            onClick={() => retry('start')}
          >
            {WORDS.retry}
          </Button>
          <RetryMenu execution={execution} disabledReason={roleReason ?? settingsReason} onRetry={retry} />
        </span>
      )}
      {confirming !== null && (
        <CancelExecutionDialog
          execution={execution}
          force={confirming === 'force'}
          onClose={() => setConfirming(null)}
        />
      )}
      {holding !== null && <HoldDialog plugin={holding} onClose={() => setHolding(null)} />}
    </>
  )
}

const pluginsOf = ({ steps }: Execution): string[] => [...new Set(steps.map(({ plugin }) => plugin))]

const reasonOf = (permission: Allowed): string | undefined =>
  permission.allowed ? undefined : permission.reason
