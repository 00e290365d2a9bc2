import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { useState } from 'react'

import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { usePipelineChanges } from './use-pipeline-changes.ts'
import { archiveDialogWords } from './words.ts'

/** Asks for confirmation before a pipeline of the list is deleted. It can be restored afterwards. */
export function ArchiveDialog({ pipeline, onClose }: { pipeline: PipelineSummary; onClose: () => void }) {
  const { archive, busy } = usePipelineChanges()
  const [error, setError] = useState<string | null>(null)
  return (
    <ConfirmDialog
      title={archiveDialogWords.delete(pipeline.name)}
      confirmLabel={archiveDialogWords.deletePipeline}
      danger
      busy={busy}
      error={error}
      onConfirm={() => void archive(pipeline).then(onClose, (failure) => setError(messageOf(failure)))}
      onClose={onClose}
    >
      <p>{archiveDialogWords.hint}</p>
    </ConfirmDialog>
  )
}
