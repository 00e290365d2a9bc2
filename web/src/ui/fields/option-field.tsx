// The combobox pattern has no HTML elements: a list of options for a text field consists of roles only.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { clsx } from 'clsx'
import {
  useEffect,
  useId,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
} from 'react'

import { Input, type ControlProps } from './field.tsx'

/** An option that matches a text. */
export interface FoundOption {
  id: string
  name: string
}

/** A text field with matching options. Arrows move through them and Enter takes the marked one. */
export function OptionField({
  control,
  label,
  placeholder,
  listLabel,
  text,
  onText,
  options,
  chosen,
  searching,
  note,
  closed = false,
  typeAtOnce = false,
  listClass,
  onChoose,
}: {
  /** From the surrounding field. Without it, `label` names the field. */
  control?: ControlProps
  label?: string
  placeholder: string
  listLabel: string
  text: string
  onText: (text: string) => void
  options: readonly FoundOption[]
  chosen?: string | undefined
  /** The options still belong to an earlier text. */
  searching: boolean
  /** Shown in the list when it is empty. */
  note: ReactNode
  /** Hides the list. */
  closed?: boolean
  /** Takes the focus when it appears. */
  typeAtOnce?: boolean
  listClass?: string
  onChoose: (id: string) => void
}) {
  const id = useId()
  const [marked, setMarked] = useState(0)
  // Enter before the answer arrives means the first option that will come.
  const enterPending = useRef(false)
  const markedIndex = Math.min(marked, options.length - 1)
  const first = options[0]?.id
  useEffect(() => {
    if (!enterPending.current || searching) return
    enterPending.current = false
    if (first !== undefined) onChoose(first)
  }, [searching, first, onChoose])
  const press = (event: KeyboardEvent) => {
    if (closed) return
    const count = Math.max(options.length, 1)
    const current = options[markedIndex]
    if (event.key === 'Enter' && searching) enterPending.current = true
    else if (event.key === 'Enter' && current !== undefined) onChoose(current.id)
    else if (event.key === 'ArrowDown') setMarked((markedIndex + 1) % count)
    else if (event.key === 'ArrowUp') setMarked((markedIndex - 1 + count) % count)
    else if (event.key !== 'Enter') return
    event.preventDefault()
  }
  return (
    <>
      <Input
        {...control}
        type="search"
        role="combobox"
        aria-label={label}
        aria-expanded={!closed}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={closed || markedIndex < 0 ? undefined : `${id}-${markedIndex}`}
        placeholder={placeholder}
        autoComplete="off"
        // The panel was opened to type in this field.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={typeAtOnce}
        data-type-at-once={typeAtOnce || undefined}
        value={text}
        onKeyDown={press}
        onChange={(event) => {
          setMarked(0)
          enterPending.current = false
          onText(event.target.value)
        }}
      />
      {!closed && (
        <div id={id} role="listbox" aria-label={listLabel} className={clsx('overflow-auto', listClass)}>
          {options.map((option, index) => (
            <Option
              key={option.id}
              id={`${id}-${index}`}
              marked={index === markedIndex}
              chosen={option.id === chosen}
              onPoint={() => setMarked(index)}
              onChoose={() => onChoose(option.id)}
            >
              {option.name}
            </Option>
          ))}
          {options.length === 0 && <p className="px-2 py-1 text-sm text-text-faint">{note}</p>}
        </div>
      )}
    </>
  )
}

function Option({
  chosen,
  ...rest
}: Omit<ComponentProps<typeof OptionRow>, 'className'> & { chosen: boolean }) {
  return (
    <OptionRow
      {...rest}
      className={clsx('cursor-pointer rounded-sm px-2 py-1 wrap-anywhere', chosen && 'text-accent')}
    />
  )
}

/** An option below an option field. The keyboard works on the field, which names the marked option. */
export function OptionRow({
  id,
  marked,
  disabled = false,
  onPoint,
  onChoose,
  className,
  children,
}: {
  id: string
  marked: boolean
  disabled?: boolean
  onPoint: () => void
  onChoose: () => void
  className: string
  children: ReactNode
}) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (marked) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [marked])
  return (
    <div
      ref={ref}
      id={id}
      role="option"
      aria-selected={marked}
      aria-disabled={disabled || undefined}
      tabIndex={-1}
      onPointerMove={onPoint}
      onClick={onChoose}
      onKeyDown={() => undefined}
      className={clsx('touch flex items-center text-sm', className, marked && 'bg-hover')}
    >
      {children}
    </div>
  )
}
