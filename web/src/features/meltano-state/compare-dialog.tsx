import type { StateBackendInput } from '@flx/shared/projects/state-backend'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'

import { compareState } from '#web/api/projects/meltano.ts'
import { ChangeList } from '#web/parts/changes/change-list.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { QueryContent } from '#web/ui/table/query-content.tsx'

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
  const { mutate, data, error, isPending } = useMutation(compareState())
  const load = useCallback(
    () => mutate({ backend, stateId, pipelineId: pipelineId ?? '' }),
    [mutate, backend, stateId, pipelineId],
  )
  useEffect(load, [load])
  return (
    <Dialog
      title={words.title(stateId)}
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>{words.close}</Button>}
    >
      <p className="mb-3">{words.hint}</p>
      <QueryContent
        query={{ data, error, isFetching: isPending, refetch: load }}
        errorTitle={words.loadError}
        skeleton="h-24"
      >
        {({ changes }) => (changes.length === 0 ? <p>{words.same}</p> : <ChangeList changes={changes} />)}
      </QueryContent>
    </Dialog>
  )
}
