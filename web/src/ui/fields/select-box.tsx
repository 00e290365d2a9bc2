import { clsx } from 'clsx'
import { useEffect, useRef } from 'react'

/**
 * The tick box of a list item, pressed by `x`. `mixed` means that only a part of what it represents is
 * ticked.
 */
export function SelectBox({
  label,
  checked,
  mixed = false,
  disabledReason,
  onToggle,
  className,
  ...rest
}: {
  label: string
  checked: boolean
  mixed?: boolean
  /** Why it cannot be ticked now. It stays focusable so that the reason can be read. */
  disabledReason?: string | undefined
  /** `range`: shift was held. */
  onToggle: (range: boolean) => void
  className?: string
  'data-item-select'?: boolean
}) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = mixed
  }, [mixed])
  return (
    <label className={clsx('touch inline-grid size-6 shrink-0 place-items-center align-middle', className)}>
      <input
        ref={box}
        type="checkbox"
        aria-label={label}
        checked={checked}
        // Only the click event has the shift key.
        onChange={() => undefined}
        aria-disabled={disabledReason !== undefined || undefined}
        title={disabledReason}
        onClick={(event) => {
          if (disabledReason === undefined) onToggle(event.shiftKey)
          else event.preventDefault()
        }}
        className="size-4"
        {...rest}
      />
    </label>
  )
}
