import type { StateBackendInput, StateTransfers } from '@flx/shared/projects/state-backend'
import { useMutation } from '@tanstack/react-query'

import { transferStates } from '#web/api/projects/meltano.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog, Dialog } from '#web/ui/overlays/dialog.tsx'
import { useToast } from '#web/ui/overlays/toast.tsx'
import { messageOf } from '#web/ui/states.tsx'

import type { Direction, TransferRow } from './transfer-rows.ts'
import { compareWords, confirmTransferWords as words, statesTableWords } from './words.ts'

/** Asks for confirmation, transfers the states, and shows the result of each. */
export function TransferDialog({
  backend,
  direction,
  rows,
  onClose,
}: {
  backend: StateBackendInput
  direction: Direction
  rows: readonly TransferRow[]
  onClose: (done: boolean) => void
}) {
  const toast = useToast()
  const { mutate, data, isPending, error } = useMutation(transferStates())
  if (data !== undefined) return <Result items={data.items} onClose={() => onClose(true)} />
  const label =
    direction === 'take' ? statesTableWords.takeCount(rows.length) : statesTableWords.writeCount(rows.length)
  const replaces = direction === 'write' && rows.some(({ fingerprint }) => fingerprint !== null)
  const confirm = () =>
    mutate(
      { backend, direction, rows },
      {
        onSuccess: ({ items }) => {
          if (items.some(({ outcome }) => outcome === 'error')) return
          toast.done(words.done(items.length))
          onClose(true)
        },
      },
    )
  return (
    <ConfirmDialog
      title={`${label}?`}
      confirmLabel={label}
      danger={replaces}
      busy={isPending}
      error={error === null ? null : messageOf(error)}
      onConfirm={confirm}
      onClose={() => onClose(false)}
    >
      <p>{direction === 'take' ? words.takeHint : replaces ? words.writeHint : statesTableWords.notThere}</p>
      <ul className="max-h-60 list-disc space-y-1 overflow-auto pl-5">
        {rows.map(({ key, stateId, candidates, pipelineId }) => (
          <li key={key}>
            <code className="font-mono text-xs">{stateId}</code>{' '}
            {candidates.find(({ id }) => id === pipelineId)?.name}
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  )
}

function Result({ items, onClose }: { items: StateTransfers['items']; onClose: () => void }) {
  return (
    <Dialog
      title={words.result}
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>{compareWords.close}</Button>}
    >
      <ul className="max-h-96 space-y-2 overflow-auto">
        {items.map(({ stateId, pipelineId, pipelineName, outcome, message }) => (
          <li key={`${stateId} ${pipelineId}`}>
            <code className="font-mono text-xs">{stateId}</code> {pipelineName}:{' '}
            <span className="font-medium text-text">{words.outcomes[outcome]}</span>
            {message !== null && <span className="block">{message}</span>}
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
