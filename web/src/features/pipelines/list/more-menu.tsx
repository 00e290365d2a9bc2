import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'
import { CirclePause, CirclePlay, Copy, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useRole } from '#web/api/access/session.ts'
import { paths } from '#web/paths.ts'
import { MoreActions } from '#web/ui/overlays/more-actions.tsx'

import { ArchiveDialog } from './archive-dialog.tsx'
import { usePipelineChanges } from './use-pipeline-changes.ts'
import { moreMenuWords } from './words.ts'

/** All other actions for one pipeline. */
export function MoreMenu({ pipeline }: { pipeline: PipelineSummary }) {
  const navigate = useNavigate()
  const operator = useRole('operator')
  const editor = useRole('editor')
  const { setActive } = usePipelineChanges()
  const [deleting, setDeleting] = useState(false)
  const { id, name, isActive } = pipeline
  const editorReason = editor.allowed ? undefined : editor.reason
  return (
    <>
      <MoreActions
        label={moreMenuWords.label(name)}
        variant="quiet"
        size="small"
        items={[
          {
            key: 'active',
            label: isActive ? moreMenuWords.deactivate : moreMenuWords.activate,
            icon: isActive ? CirclePause : CirclePlay,
            disabledReason: operator.allowed ? undefined : operator.reason,
            onSelect: () => setActive(pipeline, !isActive),
          },
          {
            key: 'edit',
            label: moreMenuWords.edit,
            icon: Pencil,
            disabledReason: editorReason,
            onSelect: () => void navigate(paths.editPipeline(id)),
          },
          {
            key: 'copy',
            label: moreMenuWords.duplicate,
            icon: Copy,
            disabledReason: editorReason,
            onSelect: () => void navigate(paths.newPipeline(id)),
          },
          {
            key: 'delete',
            label: moreMenuWords.delete,
            icon: Trash2,
            danger: true,
            disabledReason: editorReason,
            onSelect: () => setDeleting(true),
          },
        ]}
      />
      {deleting && <ArchiveDialog pipeline={pipeline} onClose={() => setDeleting(false)} />}
    </>
  )
}
