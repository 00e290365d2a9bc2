import { X } from 'lucide-react'
import type { MouseEvent } from 'react'

/** A chosen value with a button that removes it. */
export function RemovableChip({
  name,
  removeLabel,
  onRemove,
}: {
  name: string
  removeLabel: string
  onRemove: (event: MouseEvent<HTMLButtonElement>) => void
}) {
  return (
    <span className="inline-flex h-7 items-center gap-0.5 rounded-sm border border-line bg-sunken pl-2 text-sm">
      {name}
      <button
        type="button"
        aria-label={removeLabel}
        title={removeLabel}
        className="inline-flex size-6.5 items-center justify-center rounded-sm text-text-faint hover:text-text max-sm:size-11"
        onClick={onRemove}
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  )
}
