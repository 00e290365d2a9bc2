import type { PipelineSummary } from '@flx/shared/pipeline'
import { useState } from 'react'

import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { usePipelineChanges } from './use-pipeline-changes.ts'

/** Asks before a pipeline of the list is deleted; it can be restored afterwards. */
export function ArchiveDialog({ pipeline, onClose }: { pipeline: PipelineSummary; onClose: () => void }) {
  const { archive, busy } = usePipelineChanges()
  const [error, setError] = useState<string | null>(null)
  return (
    <ConfirmDialog
      title={`Delete ${pipeline.name}?`}
      confirmLabel="Delete pipeline"
      danger
      busy={busy}
      error={error}
      onConfirm={() => void archive(pipeline).then(onClose, (failure) => setError(messageOf(failure)))}
      onClose={onClose}
    >
      <p>
        It leaves the lists and its schedule stops. Its history and its states are kept, its stored secrets
        are erased. It can be restored from the archived pipelines.
      </p>
    </ConfirmDialog>
  )
}
