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
  const [asking, setAsking] = useState<'cancel' | 'force' | null>(null)
  const [holding, setHolding] = useState<string | null>(null)
  const operator = useRole('operator')
  const editor = useRole('editor')
  const navigate = useNavigate()
  const toast = useToast()
  const retrying = useMutation(retryExecution())
  const executing = useMutation(executePipeline())
  const role = operator.allowed ? undefined : operator.reason
  const finished = isFinished(execution.status)
  const succeeded = execution.status === 'success'
  const cancelling = !finished && execution.cancelRequestedAt !== null
  // Retrying starts a process with the same settings.
  const hasOwnSettings = execution.options.settings.length > 0
  const settingsReason = hasOwnSettings && !editor.allowed ? WORDS.ownSettings : undefined
  const follow = (started: Promise<{ id: string }>) =>
    void started.then(
      (next) => navigate(paths.execution(next.id)),
      (error: unknown) => {
        const unfinished = isProblem(error, 409) ? error.problem['executionId'] : undefined
        toast.problem(messageOf(error))
        if (typeof unfinished === 'string') void navigate(paths.execution(unfinished))
      },
    )
  const begin = (from: RetryStart) => follow(retrying.mutateAsync({ id: execution.id, from }))
  const { streams, limitRecords } = execution.options
  const runAgain = () =>
    follow(
      executing.mutateAsync({
        id: execution.pipelineId,
        fullRefresh: execution.fullRefresh,
        ...(streams !== null && { streams }),
        ...(limitRecords !== null && { limitRecords }),
      }),
    )
  const retryReason = role ?? reasonOf(can.retry(execution)) ?? settingsReason
  const waits = can.prioritise(execution).allowed
  const prioritise = usePrioritise(execution)
  const go = (to: string) => () => void navigate(to)
  usePageActions([
    {
      id: 'run-again',
      label: WORDS.runAgain,
      icon: Play,
      hotkey: 'e',
      words: WORDS.also.runAgain,
      disabledReason: role ?? (finished ? undefined : WORDS.notEnded),
      act: runAgain,
    },
    {
      id: 'retry',
      label: WORDS.retry,
      icon: RotateCcw,
      hotkey: 'r',
      disabledReason: succeeded ? WORDS.succeeded : retryReason,
      act: () => begin('start'),
    },
    {
      id: 'cancel',
      label: cancelling ? WORDS.forceKill : WORDS.cancel,
      icon: cancelling ? Zap : CircleStop,
      hotkey: 'c',
      words: WORDS.also.cancel,
      disabledReason: role ?? reasonOf(cancelling ? can.force(execution) : can.cancel(execution)),
      act: () => setAsking(cancelling ? 'force' : 'cancel'),
    },
    {
      id: 'compare',
      label: WORDS.compare,
      icon: GitCompareArrows,
      hotkey: 'd',
      words: WORDS.also.compare,
      act: go(paths.execution(execution.id, 'compare')),
    },
    ...PRIORITIES.filter((priority) => waits && priority !== execution.priority).map((priority) => ({
      id: `priority ${priority}`,
      label: priorityWords.set(priority),
      icon: PRIORITY_ICONS[priority],
      words: priorityWords.also[priority],
      disabledReason: role,
      act: () => prioritise(priority),
    })),
    { id: 'log', label: WORDS.log, icon: ScrollText, hotkey: 'l', act: go(paths.execution(execution.id)) },
    {
      id: 'pipeline',
      label: WORDS.pipeline,
      icon: Workflow,
      hotkey: 'o',
      act: go(paths.pipeline(execution.pipelineId)),
    },
    ...pluginsOf(execution).map((plugin) => ({
      id: `hold ${plugin}`,
      label: WORDS.hold(plugin),
      icon: Hand,
      disabledReason: role,
      act: () => setHolding(plugin),
    })),
  ])
  return (
    <>
      <PriorityMenu execution={execution} />
      {cancelling ? (
        <Button
          icon={Zap}
          variant="danger-quiet"
          disabledReason={role ?? reasonOf(can.force(execution))}
          onClick={() => setAsking('force')}
        >
          {WORDS.forceKill}
        </Button>
      ) : (
        <Button
          icon={CircleStop}
          variant="danger-quiet"
          className={finished ? 'max-sm:hidden' : ''}
          disabledReason={role ?? reasonOf(can.cancel(execution))}
          onClick={() => setAsking('cancel')}
        >
          {WORDS.cancel}
        </Button>
      )}
      <Button
        icon={Play}
        variant={succeeded ? 'primary' : 'secondary'}
        className={finished ? '' : 'max-sm:hidden'}
        busy={executing.isPending}
        title={hasOwnSettings ? WORDS.withoutOwnSettings : undefined}
        disabledReason={role ?? (finished ? undefined : WORDS.notEnded)}
        onClick={runAgain}
      >
        {WORDS.runAgain}
      </Button>
      {!succeeded && (
        <span className={finished ? 'inline-flex gap-px' : 'inline-flex max-sm:hidden'}>
          <Button
            icon={RotateCcw}
            variant="primary"
            busy={retrying.isPending}
            disabledReason={retryReason}
            onClick={() => begin('start')}
          >
            {WORDS.retry}
          </Button>
          <RetryMenu execution={execution} disabledReason={role ?? settingsReason} onRetry={begin} />
        </span>
      )}
      {asking !== null && (
        <CancelExecutionDialog
          execution={execution}
          force={asking === 'force'}
          onClose={() => setAsking(null)}
        />
      )}
      {holding !== null && <HoldDialog plugin={holding} onClose={() => setHolding(null)} />}
    </>
  )
}

const pluginsOf = ({ steps }: Execution): string[] => [...new Set(steps.map(({ plugin }) => plugin))]

const reasonOf = (allowed: Allowed): string | undefined => (allowed.allowed ? undefined : allowed.reason)
