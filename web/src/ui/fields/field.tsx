import { clsx } from 'clsx'
import { CircleAlert } from 'lucide-react'
import { useId, type ComponentProps, type ReactNode } from 'react'

import { fieldWords } from '../words.ts'
import { LockReason, useLock } from './locked.tsx'

/** Attributes that a control must spread to be tied to its label, hint and error. */
export interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
}

/**
 * Label, control, hint and error, tied together for assistive technology.
 *
 * @example
 * <Field label="Name" required error={errors.name}>
 *   {(control) => <Input {...control} value={name} onChange={…} />}
 * </Field>
 */
export function Field({
  label,
  hint,
  error,
  required = false,
  aside,
  path,
  className,
  children,
}: {
  label: ReactNode
  hint?: ReactNode
  error?: string | undefined
  required?: boolean
  /** To the right of the label: a badge or a small action. */
  aside?: ReactNode
  /** The path of the edited field. If the form locks it, it cannot be edited. */
  path?: string
  className?: string
  children: (control: ControlProps) => ReactNode
}) {
  const id = useId()
  const lock = useLock(path)
  const descriptionIds = [
    hint === undefined ? '' : `${id}-hint`,
    error === undefined ? '' : `${id}-error`,
    lock === undefined ? '' : `${id}-lock`,
  ]
    .filter((part) => part !== '')
    .join(' ')
  return (
    <fieldset role="none" disabled={lock !== undefined} className={clsx('min-w-0', className)}>
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
          {required && (
            <span className="ml-0.5 text-danger" title={fieldWords.required} aria-hidden>
              *
            </span>
          )}
        </label>
        {aside}
      </div>
      {children({
        id,
        'aria-describedby': descriptionIds === '' ? undefined : descriptionIds,
        'aria-invalid': error === undefined ? undefined : true,
        'aria-required': required || undefined,
      })}
      {lock !== undefined && <LockReason id={`${id}-lock`} text={lock} />}
      {error !== undefined && (
        <p id={`${id}-error`} className="mt-1 flex items-start gap-1 text-xs text-danger">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-text-faint">
          {hint}
        </p>
      )}
    </fieldset>
  )
}

/** Classes of text controls, for those built elsewhere. */
const controlClass = clsx(
  'touch w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-text',
  'disabled:bg-sunken disabled:text-text-faint',
  'focus-visible:outline-offset-0 aria-invalid:border-danger',
)

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={clsx(controlClass, 'h-8 read-only:bg-sunken', className)} {...rest} />
}

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      className={clsx(controlClass, 'py-1.5 leading-5 read-only:bg-sunken', className)}
      {...rest}
    />
  )
}

/** The option of a list that is still loading, or could not be loaded. */
export function PendingOption({ query }: { query: { isSuccess: boolean; isError: boolean } }) {
  if (query.isSuccess) return null
  return <option disabled>{query.isError ? fieldWords.optionsFailed : fieldWords.optionsLoading}</option>
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={clsx(controlClass, 'h-8 pr-1', className)} {...rest} />
}
