import type { StateBackendInput } from '@flx/shared/projects/state-backend'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'

import { compareState } from '#web/api/projects/meltano.ts'
import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { Button } from '#web/ui/button.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { Spinner } from '#web/ui/spinner.tsx'
import { messageOf } from '#web/ui/states.tsx'

import type { TransferRow } from './transfer-rows.ts'
import { compareWords as words } from './words.ts'

/**
 * Shows how a state of Meltano differs from that of its pipeline. Loaded with POST, because the backend must
 * not appear in a URL.
 */
export function CompareDialog({
  backend,
  row: { stateId, pipelineId },
  onClose,
}: {
  backend: StateBackendInput
  row: TransferRow
  onClose: () => void
}) {
  const { mutate, data, error } = useMutation(compareState())
  useEffect(() => {
    mutate({ backend, stateId, pipelineId: pipelineId ?? '' })
  }, [mutate, backend, stateId, pipelineId])
  return (
    <Dialog
      title={words.title(stateId)}
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>{words.close}</Button>}
    >
      <p className="mb-3">{words.hint}</p>
      {error !== null && <Notice tone="danger">{messageOf(error)}</Notice>}
      {data === undefined && error === null && <Spinner />}
      {data !== undefined &&
        (data.changes.length === 0 ? <p>{words.same}</p> : <ChangeList changes={data.changes} />)}
    </Dialog>
  )
}
