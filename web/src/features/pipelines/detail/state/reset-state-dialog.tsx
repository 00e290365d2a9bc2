import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'

import { UnfinishedLink, useStateChange, type StateDialogProps } from './use-state-change.tsx'
import { WORDS } from './words.ts'

/** Asks for confirmation before a reset, after which everything is extracted again. */
export function ResetStateDialog({ pipelineId, shownVersion, onClose }: StateDialogProps) {
  const change = useStateChange(pipelineId, onClose)
  return (
    <ConfirmDialog
      title={WORDS.resetAll.title}
      confirmLabel={WORDS.resetAll.submit}
      danger
      busy={change.pending}
      error={change.problem()}
      onConfirm={() => change.send({ kind: 'reset', version: shownVersion })}
      onClose={onClose}
    >
      <p>{WORDS.resetAll.text}</p>
      <UnfinishedLink executionId={change.unfinishedId} />
    </ConfirmDialog>
  )
}
