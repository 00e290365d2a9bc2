import type { Dashboard } from '@flx/shared/dashboards/dashboard'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { dashboards } from '#web/api/dashboards.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { SubmitError } from '#web/ui/overlays/submit-error.tsx'

import { useDuplicate } from '../dashboard-actions.ts'
import { editorWords as words } from '../words.ts'

/** Asks what to keep when two users changed a dashboard at once: their version, mine, or both. */
export function ConflictDialog({
  mine,
  theirs,
  busy,
  onOverwrite,
  onTakeTheirs,
  onClose,
}: {
  mine: Pick<Dashboard, 'name' | 'widgets'>
  theirs: Dashboard
  busy: boolean
  onOverwrite: () => void
  onTakeTheirs: () => void
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [problem, setProblem] = useState<string | null>(null)
  const { duplicate, busy: copying } = useDuplicate(setProblem)
  const take = () => {
    queries.setQueryData(dashboards.detail(theirs.id).queryKey, theirs)
    onTakeTheirs()
  }
  return (
    <Dialog
      title={words.conflict}
      busy={busy || copying}
      onClose={onClose}
      footer={
        <>
          <Button disabledReason={copying ? words.copying : undefined} onClick={take}>
            {words.takeTheirs}
          </Button>
          <Button
            busy={copying}
            onClick={() => {
              setProblem(null)
              duplicate({ ...theirs, ...mine })
            }}
          >
            {words.saveCopy}
          </Button>
          <Button
            variant="primary"
            busy={busy}
            disabledReason={copying ? words.copying : undefined}
            onClick={onOverwrite}
          >
            {words.overwrite}
          </Button>
        </>
      }
    >
      <p className="mb-3">{words.conflictHint(theirs.name)}</p>
      {problem !== null && <SubmitError message={problem} />}
    </Dialog>
  )
}
