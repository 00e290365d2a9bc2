import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import { Copy, Download, Pencil, RotateCcw, Upload } from 'lucide-react'

import { exportStateUrl } from '#web/api/pipelines/pipeline-state.ts'
import { Button } from '#web/ui/button.tsx'
import { MoreActions } from '#web/ui/overlays/more-actions.tsx'

import { useStateEditing } from './use-state-change.tsx'
import { WORDS } from './words.ts'

export type StateAction = 'edit' | 'import' | 'copy' | 'reset'

/** The actions for the whole state. */
export function StateActions({
  pipeline,
  hasState,
  onAction,
}: {
  pipeline: Pipeline
  hasState: boolean
  onAction: (action: StateAction) => void
}) {
  const { disabledReason } = useStateEditing(pipeline)
  const noStateReason = hasState ? undefined : WORDS.noState
  return (
    <div className="flex items-center gap-1.5">
      <Button size="small" icon={Pencil} disabledReason={disabledReason} onClick={() => onAction('edit')}>
        {WORDS.actions.edit}
      </Button>
      <MoreActions
        label={WORDS.actions.more}
        size="small"
        items={[
          {
            key: 'export',
            label: WORDS.actions.export,
            icon: Download,
            disabledReason: noStateReason,
            onSelect: () => window.location.assign(exportStateUrl(pipeline.id)),
          },
          {
            key: 'import',
            label: WORDS.actions.import,
            icon: Upload,
            disabledReason,
            onSelect: () => onAction('import'),
          },
          {
            key: 'copy',
            label: WORDS.actions.copy,
            icon: Copy,
            disabledReason,
            onSelect: () => onAction('copy'),
          },
          {
            key: 'reset',
            label: WORDS.actions.reset,
            icon: RotateCcw,
            danger: true,
            disabledReason: disabledReason ?? noStateReason,
            onSelect: () => onAction('reset'),
          },
        ]}
      />
    </div>
  )
}
