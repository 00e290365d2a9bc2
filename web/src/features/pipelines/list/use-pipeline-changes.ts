import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { useMutation } from '@tanstack/react-query'

import { archivePipeline, restorePipeline, updatePipeline } from '#web/api/pipelines/pipelines.ts'
import { messageOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { usePipelineChangesWords } from './words.ts'

/** Changes that need no dialog, each with a message that can undo it. */
export function usePipelineChanges() {
  const toast = useToast()
  const updating = useMutation(updatePipeline())
  const restoring = useMutation(restorePipeline())
  const archiving = useMutation(archivePipeline())
  const showProblem = (error: unknown) => toast.problem(messageOf(error))

  const setActive = (pipeline: { id: string; name: string; version: number }, isActive: boolean): void =>
    updating.mutate(
      { id: pipeline.id, body: { version: pipeline.version, isActive } },
      {
        onError: showProblem,
        onSuccess: (changed) =>
          toast.done(
            isActive
              ? usePipelineChangesWords.activated(pipeline.name)
              : usePipelineChangesWords.deactivated(pipeline.name),
            () => setActive(changed, !isActive),
          ),
      },
    )
  const restore = ({ id, name }: Pick<PipelineSummary, 'id' | 'name'>): Promise<void> =>
    restoring.mutateAsync(id).then(() => toast.done(usePipelineChangesWords.restored(name)), showProblem)
  return {
    setActive,
    restore,
    /** Rejects with the reason, which the dialog shows. */
    archive: async ({ id, name }: Pick<PipelineSummary, 'id' | 'name'>): Promise<void> => {
      await archiving.mutateAsync(id)
      toast.done(usePipelineChangesWords.deleted(name), () => void restore({ id, name }))
    },
    busy: updating.isPending || restoring.isPending || archiving.isPending,
  }
}
