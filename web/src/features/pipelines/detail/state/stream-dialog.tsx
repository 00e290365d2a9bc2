import { backfilled, type Bookmark } from '@flx/shared/executions/state/bookmarks'
import { useState } from 'react'

import { Field, Input } from '#web/ui/fields/field.tsx'
import { Segmented } from '#web/ui/fields/segmented.tsx'
import { FormDialog } from '#web/ui/overlays/form-dialog.tsx'

import { UnfinishedLink, useStateChange } from './use-state-change.tsx'
import { WORDS } from './words.ts'

type StreamChange = 'backfill' | 'reset'

/** Moves the bookmark of one stream back to a date, or removes it. */
export function StreamDialog({
  pipelineId,
  shownVersion,
  bookmark,
  onClose,
}: {
  pipelineId: string
  shownVersion: number
  bookmark: Bookmark
  onClose: () => void
}) {
  const { stream, positions, value } = bookmark
  const isDate = backfilled(value, new Date(0)) !== undefined
  const [mode, setMode] = useState<StreamChange>(isDate ? 'backfill' : 'reset')
  const [from, setFrom] = useState(positions.find(({ at }) => at !== null)?.at?.slice(0, 16) ?? '')
  const change = useStateChange(pipelineId, onClose)
  const moment = new Date(`${from}Z`)
  const isDateMissing = mode === 'backfill' && Number.isNaN(moment.getTime())
  return (
    <FormDialog
      title={WORDS.stream.title(stream)}
      submitLabel={WORDS.stream.submit[mode]}
      pending={change.pending}
      submitError={change.problem('from')}
      disabledReason={isDateMissing ? WORDS.stream.needed : undefined}
      onSubmit={() =>
        change.send({
          kind: 'patch',
          reset: [stream],
          version: shownVersion,
          ...(mode === 'backfill' ? { from: moment.toISOString() } : {}),
        })
      }
      onClose={onClose}
    >
      <UnfinishedLink executionId={change.unfinishedId} />
      {isDate ? (
        <Segmented<StreamChange>
          label={WORDS.stream.how}
          options={[
            { key: 'backfill', label: WORDS.stream.backfill },
            { key: 'reset', label: WORDS.stream.reset },
          ]}
          chosen={mode}
          onChoose={setMode}
        />
      ) : (
        <p className="text-sm text-text-soft">{WORDS.stream.notDate}</p>
      )}
      {mode === 'backfill' ? (
        <Field label={WORDS.stream.from} hint={WORDS.stream.backfillHint} error={change.fieldError('from')}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={from}
              max="2999-12-31T23:59"
              onChange={(event) => setFrom(event.target.value)}
            />
          )}
        </Field>
      ) : (
        <p className="text-sm text-text-soft">{WORDS.stream.resetHint}</p>
      )}
    </FormDialog>
  )
}
