import { isFinished } from '@flx/shared/executions/execution-status'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { isProblem } from '#web/api/core/problem.ts'
import { changeState, type StateChange } from '#web/api/pipelines/pipeline-state.ts'
import { paths } from '#web/paths.ts'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'

import { WORDS } from './words.ts'

/** Reports whether the state can be changed now, or why not. */
export function useStateEditing({
  archivedAt,
  type,
  lastExecution,
}: Pick<Pipeline, 'archivedAt' | 'type' | 'lastExecution'>): { disabledReason: string | undefined } {
  const editor = useRole('editor')
  if (!editor.allowed) return { disabledReason: editor.reason }
  if (archivedAt !== null) return { disabledReason: WORDS.restoreFirst }
  if (type === 'meltano') return { disabledReason: WORDS.ofMeltano }
  if (lastExecution === null || isFinished(lastExecution.status)) return { disabledReason: undefined }
  return { disabledReason: WORDS.unfinished }
}

/** Properties of a dialog that changes the state. */
export interface StateDialogProps {
  pipelineId: string
  /** The version shown, so that a newer one is not overwritten. */
  shownVersion: number
  onClose: () => void
}

/** Sends one change of the state, confirms it in a toast and closes the dialog. */
export function useStateChange(pipelineId: string, onDone: () => void) {
  const toast = useToast()
  const changing = useMutation(changeState(pipelineId))
  const undoing = useMutation(changeState(pipelineId))
  const { error } = changing
  const fields = isProblem(error, 422) ? (error.problem.errors ?? []) : []
  return {
    pending: changing.isPending,
    /** Returns a problem that belongs to none of these fields. */
    problem(...handledPaths: string[]): string | null {
      if (error === null) return null
      return fields.length > 0 && fields.every(({ path }) => handledPaths.includes(path))
        ? null
        : messageOf(error)
    },
    fieldError: (path: string): string | undefined => fields.find((field) => field.path === path)?.message,
    /** The state was changed in the meantime. */
    stale: isProblem(error, 409) && error.problem.code === 'stale-version',
    unfinishedId: isProblem(error, 409) ? error.problem.executionId : undefined,
    reset: changing.reset,
    send(change: StateChange): void {
      const { version: baseVersion = 0 } = change
      changing.mutate(change, {
        onSuccess: () => {
          onDone()
          const undo = (): void =>
            undoing.mutate(
              // Refused if it has changed since.
              baseVersion === 0
                ? { kind: 'reset', version: 1 }
                : { kind: 'restore', restoreVersion: baseVersion, version: baseVersion + 1 },
              {
                onSuccess: () => toast.done(WORDS.saved.restore),
                onError: (problem) => toast.problem(problem.message),
              },
            )
          toast.done(WORDS.saved[change.kind], undo)
        },
      })
    },
  }
}

/** A link to the execution that prevents the change. */
export function UnfinishedLink({ executionId }: { executionId: string | undefined }): ReactNode {
  if (executionId === undefined) return null
  return (
    <Link to={paths.execution(executionId)} className="font-medium text-accent underline">
      {WORDS.viewUnfinished}
    </Link>
  )
}
