import { X } from 'lucide-react'
import type { MouseEvent } from 'react'

/** A chosen value with a button that removes it. */
export function RemovableChip({
  name,
  removeLabel,
  disabled = false,
  onRemove,
}: {
  name: string
  removeLabel: string
  disabled?: boolean
  onRemove: (event: MouseEvent<HTMLButtonElement>) => void
}) {
  return (
    <span className="inline-flex h-7 items-center gap-0.5 rounded-sm border border-line bg-sunken pl-2 text-sm has-[:disabled]:pr-2">
      {name}
      <button
        type="button"
        disabled={disabled}
        aria-label={removeLabel}
        title={removeLabel}
        className="inline-flex size-6.5 items-center justify-center rounded-sm text-text-faint hover:text-text disabled:hidden max-sm:size-11"
        onClick={onRemove}
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  )
}
