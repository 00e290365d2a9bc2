import { clsx } from 'clsx'
import { Check, type LucideIcon } from 'lucide-react'
import {
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { flushSync } from 'react-dom'

/** An entry of a menu. With `checked` it is a choice, without it an action. */
export interface MenuItem {
  key: string
  label: ReactNode
  icon?: LucideIcon
  checked?: boolean
  /** Several entries can be chosen together, so the menu stays open. */
  several?: boolean
  danger?: boolean
  /** Shown only on narrow screens, where there is no room for a separate menu. */
  narrowOnly?: boolean
  disabledReason?: string | undefined
  onSelect: () => void
}

/**
 * A button that opens a menu. It is a native popover (in the top layer, closed by Escape and outside clicks)
 * with arrow keys, Home, End and letters inside.
 */
export function Menu({
  label,
  trigger,
  triggerClass,
  items,
  note,
  header,
  align = 'start',
  onPrepare,
}: {
  /** Name of the trigger for screen readers, if its content alone is not enough. */
  label?: string
  trigger: ReactNode
  triggerClass: string
  items: readonly MenuItem[]
  /** Shown instead of entries if there are none, for example while they load. */
  note?: string | undefined
  header?: ReactNode
  align?: 'start' | 'end'
  /** Loads ahead what an entry opens. Called when the pointer or focus reaches the button. */
  onPrepare?: (() => void) | undefined
}) {
  const id = useId()
  const triggerRef = useRef<HTMLButtonElement>(null)
  const popover = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)

  const place = () => {
    const box = triggerRef.current?.getBoundingClientRect()
    const menu = popover.current
    if (box === undefined || menu === null) return
    const left = align === 'start' ? box.left : box.right - menu.offsetWidth
    const below = box.bottom + 4
    const fits = below + menu.offsetHeight <= innerHeight - 8
    menu.style.left = `${Math.max(8, Math.min(left, innerWidth - menu.offsetWidth - 8))}px`
    menu.style.top = `${fits ? below : Math.max(8, box.top - menu.offsetHeight - 4)}px`
  }
  const close = () => {
    popover.current?.hidePopover()
    triggerRef.current?.focus()
  }

  const begin = useEffectEvent((hasEntries: boolean) => {
    place()
    const entries = hasEntries ? entriesOf(popover.current) : []
    const chosen = entries.find((entry) => entry.getAttribute('aria-checked') === 'true')
    const first = chosen ?? entries[0] ?? popover.current?.querySelector<HTMLElement>('[role=menu]')
    first?.focus()
  })
  const hasEntries = items.length > 0
  useLayoutEffect(() => {
    // Again when the entries of an open menu arrive.
    if (open) begin(hasEntries)
  }, [open, hasEntries])

  return (
    <>
      <button
        ref={triggerRef}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={label}
        className={triggerClass}
        onPointerEnter={onPrepare}
        onFocus={onPrepare}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          popover.current?.showPopover()
        }}
      >
        {trigger}
      </button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="presentation"
        onToggle={(event) => {
          const opened = event.newState === 'open'
          // At once, so that keys pressed from now on reach the entries.
          flushSync(() => setOpen(opened))
        }}
        className="fixed inset-auto m-0 max-h-[70dvh] min-w-44 overflow-auto rounded-lg border border-line bg-surface-raised p-1 text-text shadow-high"
      >
        {header !== undefined && <div className="border-b border-line px-2.5 py-2 text-sm">{header}</div>}
        <div
          role="menu"
          aria-label={label}
          tabIndex={-1}
          className="focus:outline-none"
          onKeyDown={(event) => moveFocus(event, popover.current)}
        >
          {open && !hasEntries && note !== undefined && (
            <output className="block px-2.5 py-1.5 text-sm text-text-faint">{note}</output>
          )}
          {open &&
            items.map((item) => (
              <Entry
                key={item.key}
                item={item}
                onChoose={() => {
                  if (item.several !== true) close()
                  item.onSelect()
                }}
              />
            ))}
        </div>
      </div>
    </>
  )
}

function Entry({ item, onChoose }: { item: MenuItem; onChoose: () => void }) {
  const { icon: Icon, checked, disabledReason } = item
  return (
    <button
      type="button"
      role={checked === undefined ? 'menuitem' : item.several === true ? 'menuitemcheckbox' : 'menuitemradio'}
      aria-checked={checked}
      aria-disabled={disabledReason !== undefined || undefined}
      title={disabledReason}
      tabIndex={-1}
      onClick={() => disabledReason === undefined && onChoose()}
      className={clsx(
        'touch flex w-full items-center gap-2 rounded-md px-2.5 py-1.5 text-left text-sm hover:bg-hover focus:bg-hover focus:outline-none aria-disabled:text-text-faint',
        item.danger === true && 'text-danger',
        item.narrowOnly === true && 'sm:hidden',
      )}
    >
      {checked !== undefined && (
        <Check aria-hidden className={clsx('size-4 shrink-0', !checked && 'invisible')} />
      )}
      {Icon && <Icon aria-hidden className="size-4 shrink-0" />}
      <span className="min-w-0 grow">{item.label}</span>
    </button>
  )
}

function entriesOf(menu: HTMLElement | null): HTMLElement[] {
  const all = menu?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []
  return [...all].filter((entry) => entry.offsetParent !== null)
}

function moveFocus(event: KeyboardEvent, menu: HTMLElement | null): void {
  const entries = entriesOf(menu)
  const index = entries.findIndex((entry) => entry === document.activeElement)
  const target = targetOf(event.key, index, entries)
  if (target === undefined) return
  event.preventDefault()
  entries[target]?.focus()
}

function targetOf(key: string, index: number, entries: HTMLElement[]): number | undefined {
  const count = entries.length
  if (key === 'ArrowDown') return (index + 1) % count
  if (key === 'ArrowUp') return (index - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  if (key.length !== 1 || key === ' ') return undefined
  const letter = key.toLowerCase()
  const order = entries.map((_entry, offset) => (index + 1 + offset) % count)
  return order.find((position) => entries[position]?.textContent.trim().toLowerCase().startsWith(letter))
}
