import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'

import { Spinner } from './spinner.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger' | 'danger-quiet'
export type ButtonSize = 'small' | 'medium'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-on-accent enabled:hover:bg-accent-hover hover:bg-accent-hover',
  secondary: 'border-line bg-surface text-text hover:bg-hover',
  // Its name tells rows of actions that it has no visible edge.
  quiet: 'quiet border-transparent text-text-soft hover:bg-hover hover:text-text',
  danger: 'border-transparent bg-danger text-on-danger hover:bg-danger-hover',
  'danger-quiet': 'border-line bg-surface text-danger hover:bg-danger-soft',
}

const SIZES: Record<ButtonSize, string> = {
  small: 'h-7 gap-1.5 px-2.5 text-sm',
  medium: 'h-8 gap-2 px-3 text-sm',
}

/** Returns the classes of a button, for links: `<Link className={buttonClass({ variant: 'primary' })}>`. */
export function buttonClass({
  variant = 'secondary',
  size = 'medium',
  className,
}: { variant?: ButtonVariant; size?: ButtonSize; className?: string | undefined } = {}): string {
  return clsx(
    'touch inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap select-none',
    'transition-colors duration-100',
    'aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-text-faint aria-disabled:hover:bg-sunken',
    VARIANTS[variant],
    SIZES[size],
    className,
  )
}

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: LucideIcon
  /** A request is running: shows a spinner and ignores clicks. */
  busy?: boolean
  /** Why it cannot be pressed now. The button stays focusable so that the reason can be read. */
  disabledReason?: string | undefined
}

/** A button. When disabled, it gives the reason in its tooltip and to screen readers. */
export function Button({
  variant,
  size,
  icon: Icon,
  busy = false,
  disabledReason,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const inactive = busy || disabledReason !== undefined
  return (
    <button
      type={type}
      className={buttonClass({ ...(variant && { variant }), ...(size && { size }), className })}
      aria-disabled={inactive || undefined}
      aria-busy={busy || undefined}
      {...(disabledReason === undefined ? {} : { title: disabledReason })}
      {...rest}
      onClick={(event) => {
        if (inactive) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {busy ? <Spinner /> : Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      {children}
    </button>
  )
}

/** A button with only an icon. The label is its accessible name and its tooltip. */
export function IconButton({
  label,
  icon: Icon,
  variant = 'quiet',
  size = 'medium',
  className,
  disabledReason,
  onClick,
  ...rest
}: Omit<ComponentProps<'button'>, 'disabled' | 'children'> & {
  label: string
  icon: LucideIcon
  variant?: ButtonVariant
  size?: ButtonSize
  disabledReason?: string | undefined
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={disabledReason ?? label}
      aria-disabled={disabledReason !== undefined || undefined}
      className={buttonClass({
        variant,
        size,
        className: clsx(size === 'small' ? 'w-7' : 'w-8', 'px-0!', className),
      })}
      {...rest}
      onClick={(event) => {
        if (disabledReason === undefined) onClick?.(event)
        else event.preventDefault()
      }}
    >
      <Icon aria-hidden className="size-4" />
    </button>
  )
}
