import { clsx } from 'clsx'
import { useId, type ComponentProps, type ReactNode } from 'react'

/** A tick box with its label on the right and an optional explanation below. */
export function Checkbox({
  label,
  hint,
  className,
  ...rest
}: Omit<ComponentProps<'input'>, 'type'> & { label: ReactNode; hint?: ReactNode }) {
  const id = useId()
  return (
    <div className={clsx('min-w-0', className)}>
      <label className="touch inline-flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 shrink-0"
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          {...rest}
        />
        <span>{label}</span>
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="ml-6 text-xs text-text-faint">
          {hint}
        </p>
      )}
    </div>
  )
}

/** A switch that takes effect at once or with the form. */
export function Switch({
  label,
  hideLabel = false,
  checked,
  onChange,
  disabledReason,
}: {
  label: string
  hideLabel?: boolean
  checked: boolean
  onChange: (checked: boolean) => void
  disabledReason?: string | undefined
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={hideLabel ? label : undefined}
      aria-disabled={disabledReason !== undefined || undefined}
      title={disabledReason}
      onClick={() => disabledReason === undefined && onChange(!checked)}
      className="touch group inline-flex items-center gap-2 rounded-md text-sm aria-disabled:opacity-60"
    >
      <span
        aria-hidden
        className={clsx(
          'flex h-5 w-9 shrink-0 items-center rounded-full border p-0.5 transition-colors duration-100',
          checked ? 'justify-end border-accent bg-accent' : 'border-text-faint bg-surface',
        )}
      >
        <span className={clsx('size-3.5 rounded-full', checked ? 'bg-on-accent' : 'bg-text-faint')} />
      </span>
      {!hideLabel && label}
    </button>
  )
}
