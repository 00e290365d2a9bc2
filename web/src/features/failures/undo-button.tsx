import type { AuditChange } from '@flx/shared/access/audit'
import type { LikelyTrigger } from '@flx/shared/failures/likely-trigger'
import { useMutation } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'

import { rollBackPlugin, undoEdit } from '#web/api/failures/failures.ts'
import { useRole } from '#web/api/access/session.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import { ChangeList } from './change-list.tsx'
import { likelyTriggerWords as words } from './words.ts'

/**
 * A button that undoes a change: restores a plugin's earlier packages, or the values from before an edit.
 * Renders nothing if the change cannot be undone.
 */
export function UndoButton({
  trigger: { revertAction, subject, auditId, changes },
}: {
  trigger: LikelyTrigger
}) {
  const toast = useToast()
  const editor = useRole('editor')
  const [confirming, setConfirming] = useState(false)
  const rollingBack = useMutation(rollBackPlugin())
  const undoing = useMutation(undoEdit())
  if (revertAction === null || subject === null) return null
  const isRollback = revertAction === 'roll-back'
  const { name, id } = subject
  const done = () => {
    toast.done(isRollback ? words.rolling(name) : words.undone(name))
    setConfirming(false)
  }
  const error = isRollback ? rollingBack.error : undoing.error
  return (
    <>
      <Button
        size="small"
        icon={Undo2}
        disabledReason={editor.allowed ? undefined : editor.reason}
        onClick={() => setConfirming(true)}
      >
        {isRollback ? words.rollBack : words.undo}
      </Button>
      {confirming && (
        <ConfirmDialog
          title={isRollback ? words.rollBackTitle(name) : words.undoTitle(name)}
          confirmLabel={isRollback ? words.rollBackConfirm : words.undoConfirm}
          busy={rollingBack.isPending || undoing.isPending}
          error={error === null ? null : messageOf(error)}
          onConfirm={() => {
            if (isRollback) rollingBack.mutate(id, { onSuccess: done })
            else if (auditId !== null) undoing.mutate(auditId, { onSuccess: done })
          }}
          onClose={() => setConfirming(false)}
        >
          <p>{isRollback ? words.rollBackHint(name) : words.undoHint}</p>
          {!isRollback && <ChangeList changes={changes.map(reverseChange)} />}
        </ConfirmDialog>
      )}
    </>
  )
}

const reverseChange = ({ before, after, ...change }: AuditChange): AuditChange => ({
  ...change,
  ...(after !== undefined && { before: after }),
  ...(before !== undefined && { after: before }),
})
