import { clsx } from 'clsx'
import { Ellipsis } from 'lucide-react'

import { buttonClass, type ButtonSize, type ButtonVariant } from '../button.tsx'
import { Menu, type MenuItem } from './menu.tsx'

/** Three dots that open further actions. */
export function MoreActions({
  label,
  items,
  variant,
  size = 'medium',
  className,
  onPrepare,
}: {
  label: string
  items: readonly MenuItem[]
  variant?: ButtonVariant
  size?: ButtonSize
  className?: string
  /** See `Menu`. */
  onPrepare?: () => void
}) {
  const width = size === 'small' ? 'w-7 px-0!' : 'w-8 px-0!'
  return (
    <Menu
      label={label}
      align="end"
      triggerClass={buttonClass({ size, className: clsx(width, className), ...(variant && { variant }) })}
      trigger={<Ellipsis aria-hidden className="size-4" />}
      items={items}
      onPrepare={onPrepare}
    />
  )
}
