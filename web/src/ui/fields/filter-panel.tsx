import { clsx } from 'clsx'
import { ChevronDown } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'

import { ClearFilter, filterClass } from '../chips/chip.tsx'

/** A filter's button with a panel below it. The filter is unset if `shown` is undefined. */
export function FilterPanel({
  label,
  name,
  text = label,
  shown,
  onClear,
  className,
  children,
}: {
  label: string
  /** The accessible name of the button. */
  name: string
  /** The visible text of the button. */
  text?: string
  shown: string | undefined
  onClear: () => void
  className?: string
  /** Rendered while the panel is open. `close` returns the focus to the button. */
  children: (close: () => void) => ReactNode
}) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const isSet = shown !== undefined
  const buttonId = `${id}-button`
  const place = (panel: HTMLElement) => {
    const box = document.getElementById(buttonId)?.getBoundingClientRect()
    if (box === undefined) return
    panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8))}px`
    panel.style.top = `${Math.max(8, Math.min(box.bottom + 4, innerHeight - panel.offsetHeight - 8))}px`
  }
  const close = () => {
    document.getElementById(id)?.hidePopover()
    document.getElementById(buttonId)?.focus()
  }
  return (
    <span className="inline-flex max-w-full">
      <button
        id={buttonId}
        type="button"
        popoverTarget={id}
        aria-label={name}
        title={name}
        className={clsx('min-w-0', filterClass(isSet))}
      >
        <span className="max-w-72 truncate">{text}</span>
        {!isSet && <ChevronDown aria-hidden className="size-3.5 shrink-0 text-text-faint" />}
      </button>
      {isSet && <ClearFilter label={label} shown={shown} onClear={onClear} />}
      <section
        id={id}
        popover="auto"
        aria-label={name}
        onBeforeToggle={(event) => setOpen(event.newState === 'open')}
        onToggle={(event) => {
          place(event.currentTarget)
          // The field was not visible when it was created, so only now can it take the focus.
          if (event.newState === 'open')
            event.currentTarget.querySelector<HTMLElement>('[data-type-at-once]')?.focus()
        }}
        className={clsx(
          'fixed inset-auto m-0 max-w-[calc(100vw-1rem)] rounded-lg border border-line bg-surface-raised text-text shadow-high',
          className,
        )}
      >
        {open && children(close)}
      </section>
    </span>
  )
}
