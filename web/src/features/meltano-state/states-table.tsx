import type { FoundStates, StateBackendInput } from '@flx/shared/projects/state-backend'
import { Diff } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'

import { useSelection } from '#web/lib/lists/selection.ts'
import { paths } from '#web/paths.ts'
import { Breakable } from '#web/ui/breakable.tsx'
import { Button, IconButton } from '#web/ui/button.tsx'
import { Select } from '#web/ui/fields/field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { EmptyState } from '#web/ui/states.tsx'
import { actionsColumn, DataTable, type Column } from '#web/ui/table/data-table.tsx'
import { RelativeTime } from '#web/ui/time.tsx'

import { CompareDialog } from './compare-dialog.tsx'
import { TransferDialog } from './transfer-dialog.tsx'
import { takeRows, writeRows, type Direction, type TransferRow } from './transfer-rows.ts'
import { statesTableWords as words } from './words.ts'

const DIRECTIONS = [
  { key: 'take', label: words.take },
  { key: 'write', label: words.write },
] as const

/** The states found, with the transfers to choose from. */
export function StatesTable({
  backend,
  found,
  onDone,
}: {
  backend: StateBackendInput
  found: FoundStates
  onDone: () => void
}) {
  const [direction, setDirection] = useState<Direction>('take')
  const [chosen, setChosen] = useState<Record<string, string>>({})
  const [comparing, setComparing] = useState<TransferRow | null>(null)
  const [confirming, setConfirming] = useState(false)
  const rows = direction === 'take' ? takeRows(found, chosen) : writeRows(found)
  const selection = useSelection(
    rows.map(({ key }) => key),
    direction,
  )
  const ready = rows.filter(
    ({ key, problem, pipelineId }) => selection.has(key) && problem === null && pipelineId !== null,
  )
  const columns: Column<TransferRow>[] = [
    {
      label: words.state,
      card: 'title',
      cell: ({ stateId }) => (
        <span className="font-mono text-xs">
          <Breakable text={stateId} />
        </span>
      ),
    },
    { label: words.written, card: 'fact', cell: ({ writtenAt }) => <RelativeTime at={writtenAt} /> },
    {
      label: words.pipeline,
      card: 'fact',
      cell: (row) => (
        <PipelineCell
          row={row}
          onChoose={direction === 'take' ? (id) => setChosen({ ...chosen, [row.stateId]: id }) : undefined}
        />
      ),
    },
    {
      label: words.here,
      card: 'fact',
      cell: ({ pipelineState }) =>
        pipelineState === null ? words.noState : <RelativeTime at={pipelineState.createdAt} />,
    },
    {
      label: words.effect,
      card: 'fact',
      cell: ({ problem, effect }) =>
        problem === null ? effect : <span className="text-text-faint">{problem}</span>,
    },
    actionsColumn((row) =>
      row.fingerprint === null || row.pipelineId === null || row.problem !== null ? null : (
        <IconButton label={words.compare(row.stateId)} icon={Diff} onClick={() => setComparing(row)} />
      ),
    ),
  ]
  return (
    <div className="space-y-3">
      <Segmented label={words.direction} options={DIRECTIONS} chosen={direction} onChoose={setDirection} />
      {rows.length === 0 ? (
        <EmptyState title={direction === 'take' ? words.nothing : words.nothingToWrite} />
      ) : (
        <>
          <DataTable
            label={words.label}
            columns={columns}
            rows={rows}
            keyOf={({ key }) => key}
            choice={{ selection, all: words.all, one: ({ stateId }) => words.one(stateId) }}
          />
          <div className="flex justify-end">
            <Button
              variant="primary"
              disabledReason={ready.length === 0 ? words.chooseFirst : undefined}
              onClick={() => setConfirming(true)}
            >
              {direction === 'take' ? words.takeCount(ready.length) : words.writeCount(ready.length)}
            </Button>
          </div>
        </>
      )}
      {comparing !== null && (
        <CompareDialog backend={backend} row={comparing} onClose={() => setComparing(null)} />
      )}
      {confirming && (
        <TransferDialog
          backend={backend}
          direction={direction}
          rows={ready}
          onClose={(done) => {
            setConfirming(false)
            if (!done) return
            selection.clear()
            onDone()
          }}
        />
      )}
    </div>
  )
}

function PipelineCell({
  row: { stateId, candidates, pipelineId },
  onChoose,
}: {
  row: TransferRow
  onChoose: ((id: string) => void) | undefined
}) {
  const [only, ...others] = candidates
  if (only === undefined) return '—'
  if (others.length === 0 && (pipelineId !== null || onChoose === undefined)) {
    return (
      <Link to={paths.pipeline(only.id, 'state')} className="text-accent hover:underline">
        {only.name}
      </Link>
    )
  }
  return (
    <Select
      aria-label={words.choose(stateId)}
      value={pipelineId ?? ''}
      onChange={(event) => onChoose?.(event.target.value)}
    >
      <option value="" disabled>
        {words.chooseOne}
      </option>
      {candidates.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  )
}
