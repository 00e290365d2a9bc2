import type { Json } from '@flx/shared/json/json'
import { isSecretMarker } from '@flx/shared/settings/secret'
import { useState } from 'react'

import { Badge } from '#web/ui/status/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { CloseButton } from '#web/ui/overlays/close-button.tsx'
import { Dialog } from '#web/ui/overlays/dialog.tsx'
import { SubmitError } from '#web/ui/overlays/submit-error.tsx'

import type { Change, Choice } from './draft/merge-pipeline.ts'
import { conflictDialogWords } from './words.ts'

/**
 * Shows what another user changed in the meantime. Where both changed a field, the user chooses. All other
 * changes of both are kept.
 */
export function ConflictDialog({
  changes,
  busy,
  error = null,
  onSave,
  onClose,
}: {
  changes: readonly Change[]
  busy: boolean
  /** Why the last attempt to save failed, unless the page shows it. */
  error?: string | null
  onSave: (choices: Readonly<Record<string, Choice>>) => void
  onClose: () => void
}) {
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({})
  const conflicts = changes.filter((change) => change.conflict).length
  return (
    <Dialog
      wide
      title={conflictDialogWords.title}
      busy={busy}
      onClose={onClose}
      footer={
        <>
          <CloseButton>{conflictDialogWords.keepEditing}</CloseButton>
          <Button variant="primary" busy={busy} onClick={() => onSave(choices)}>
            {conflicts === 0 ? conflictDialogWords.saveBothChanges : conflictDialogWords.saveWithTheseChoices}
          </Button>
        </>
      }
    >
      <p className="mb-3">{conflictDialogWords.hint(conflicts)}</p>
      <ul className="space-y-3">
        {changes.map((change) => (
          <li key={change.id} className="rounded-md border border-line p-3">
            <ChangeItem
              change={change}
              choice={choices[change.id] ?? 'mine'}
              onChoose={(choice) => setChoices({ ...choices, [change.id]: choice })}
            />
          </li>
        ))}
      </ul>
      {error !== null && (
        <div className="mt-3">
          <SubmitError message={error} />
        </div>
      )}
    </Dialog>
  )
}

function ChangeItem({
  change,
  choice,
  onChoose,
}: {
  change: Change
  choice: Choice
  onChoose: (choice: Choice) => void
}) {
  const { label, before, theirs, mine, conflict } = change
  const isSecret = isSecretMarker(before) || isSecretMarker(theirs)
  if (!conflict) {
    return (
      <>
        <div className="mb-1 font-medium text-text">{label}</div>
        <div className="flex flex-wrap items-baseline gap-x-2">
          <Value value={before} /> <span aria-hidden>→</span>
          <span className="sr-only">{conflictDialogWords.became}</span> <Value value={theirs} />
        </div>
      </>
    )
  }
  const renderOption = (key: Choice, title: string, value: Json | undefined) => (
    <label className="flex min-w-0 items-start gap-2 rounded-md border border-line p-2 has-checked:border-accent has-checked:bg-accent-soft">
      <input
        type="radio"
        name={change.id}
        className="mt-1"
        checked={choice === key}
        onChange={() => onChoose(key)}
      />
      <span className="min-w-0">
        <span className="block font-medium text-text">{title}</span>
        <Value value={value} />
      </span>
    </label>
  )
  return (
    <fieldset>
      <legend className="mb-1 flex items-center gap-2 font-medium text-text">
        {label} <Badge tone="caution">{conflictDialogWords.bothChanged}</Badge>
      </legend>
      <div className="mb-2 text-xs">
        {conflictDialogWords.was} <Value value={before} />
      </div>
      <div className="grid gap-2 sm:grid-cols-2">
        {renderOption(
          'mine',
          conflictDialogWords.keepMine,
          isSecret && typeof mine === 'string' ? HIDDEN : mine,
        )}
        {renderOption('theirs', conflictDialogWords.takeTheirs, theirs)}
      </div>
    </fieldset>
  )
}

/** A secret that was just entered is not shown again either. */
const HIDDEN: Json = { $secret: true }

function Value({ value }: { value: Json | undefined }) {
  if (value === undefined || value === null || value === '')
    return <span className="text-text-faint">{conflictDialogWords.nothing}</span>
  if (isSecretMarker(value)) return <span>{conflictDialogWords.secret}</span>
  if (typeof value === 'boolean')
    return <span>{value ? conflictDialogWords.yes : conflictDialogWords.no}</span>
  const text =
    typeof value === 'string' ? value : JSON.stringify(value, null, typeof value === 'object' ? 1 : 0)
  return (
    <code className="max-h-40 overflow-auto font-mono text-xs whitespace-pre-wrap text-text">{text}</code>
  )
}
