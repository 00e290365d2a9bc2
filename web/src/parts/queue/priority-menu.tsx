import type { ExecutionSummary } from '@flx/shared/executions/execution'
import { can } from '@flx/shared/executions/execution-status'
import { PRIORITIES, type Priority } from '@flx/shared/executions/priority'
import { useMutation } from '@tanstack/react-query'
import { ChevronsUpDown } from 'lucide-react'

import { useRole } from '#web/api/access/session.ts'
import { prioritiseExecution } from '#web/api/executions/executions.ts'
import { buttonClass } from '#web/ui/button.tsx'
import { Menu } from '#web/ui/overlays/menu.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { PRIORITY_ICONS } from './priority-badge.tsx'
import { PRIORITY_WORDS, priorityWords as WORDS } from './words.ts'

type Waiting = Pick<ExecutionSummary, 'id' | 'pipelineName' | 'priority' | 'status'>

/** Changes the priority of a waiting execution, and confirms it in a toast. */
export function usePrioritise(execution: Waiting): (priority: Priority) => void {
  const { mutate } = useMutation(prioritiseExecution())
  const toast = useToast()
  return (priority) =>
    mutate(
      { id: execution.id, priority },
      {
        onSuccess: () => toast.done(WORDS.changed(execution.pipelineName, priority)),
        onError: (error) => toast.problem(messageOf(error)),
      },
    )
}

/** The priority of an execution while it waits. Renders nothing once it has started. */
export function PriorityMenu({ execution, small = false }: { execution: Waiting; small?: boolean }) {
  const operator = useRole('operator')
  const prioritise = usePrioritise(execution)
  if (!can.prioritise(execution).allowed) return null
  return (
    <Menu
      label={WORDS.of(execution.pipelineName)}
      align="end"
      trigger={
        small ? (
          <ChevronsUpDown aria-hidden className="size-4" />
        ) : (
          <>
            <ChevronsUpDown aria-hidden className="size-4" />
            {WORDS.priority}
          </>
        )
      }
      triggerClass={buttonClass(
        small
          ? { variant: 'quiet', size: 'small', className: 'w-8 px-0! max-sm:w-11' }
          : { variant: 'secondary' },
      )}
      items={PRIORITIES.map((priority) => ({
        key: priority,
        label: PRIORITY_WORDS[priority],
        icon: PRIORITY_ICONS[priority],
        checked: execution.priority === priority,
        disabledReason: operator.allowed ? undefined : operator.reason,
        onSelect: () => prioritise(priority),
      }))}
    />
  )
}
