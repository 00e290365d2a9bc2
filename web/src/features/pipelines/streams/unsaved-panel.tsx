import { Button } from '#web/ui/button.tsx'
import { Section } from '#web/ui/card.tsx'

import type { StreamChange } from './unsaved-changes.ts'
import { WORDS } from './words.ts'

const MAX_SHOWN = 6

/** Unsaved changes, stream by stream, with buttons to save and discard them. */
export function UnsavedPanel({
  changes,
  pending,
  disabledReason,
  onSave,
  onDiscard,
}: {
  changes: readonly StreamChange[]
  pending: boolean
  disabledReason: string | undefined
  onSave: () => void
  onDiscard: () => void
}) {
  const hiddenCount = changes.length - MAX_SHOWN
  return (
    <div className="max-xl:sticky max-xl:bottom-4 max-xl:z-10 max-sm:bottom-20 max-xl:shadow-high">
      <Section title={WORDS.unsaved.title}>
        <ul className="mb-3 space-y-1 text-xs text-text-soft max-xl:max-h-24 max-xl:overflow-y-auto">
          {changes.length === 0 && <li>{WORDS.unsaved.noEffect}</li>}
          {changes.slice(0, MAX_SHOWN).map(({ stream, changes: streamChanges }) => (
            <li key={stream} className="wrap-anywhere">
              <code className="font-mono text-text">{stream}</code>: {streamChanges.join('; ')}
            </li>
          ))}
          {hiddenCount > 0 && <li>{WORDS.unsaved.more(hiddenCount)}</li>}
        </ul>
        <div className="flex gap-2">
          <Button
            variant="primary"
            className="grow"
            busy={pending}
            disabledReason={disabledReason}
            onClick={onSave}
          >
            {WORDS.unsaved.save}
          </Button>
          <Button disabledReason={pending ? WORDS.unsaved.save : undefined} onClick={onDiscard}>
            {WORDS.unsaved.discard}
          </Button>
        </div>
      </Section>
    </div>
  )
}
