import { useId, type FormEvent, type ReactNode } from 'react'

import { Button } from '../button.tsx'
import { Dialog } from './dialog.tsx'
import { Notice } from '../notice.tsx'
import { dialogWords } from '../words.ts'

/**
 * A dialog with fields and a way to save them. `submitError` is what failed and belongs to no field; the fields show
 * their own. Nothing is saved twice: a submit while one is pending does nothing.
 */
export function FormDialog({
  title,
  submitLabel,
  pending,
  submitError,
  wayOut = dialogWords.cancel,
  disabledReason,
  wide = false,
  onSubmit,
  onClose,
  children,
}: {
  title: string
  submitLabel: string
  pending: boolean
  submitError: string | null
  /** "Keep editing" where leaving goes back to a form. */
  wayOut?: string
  disabledReason?: string | undefined
  wide?: boolean
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}) {
  const form = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!pending && disabledReason === undefined) onSubmit()
  }
  return (
    <Dialog
      title={title}
      wide={wide}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{wayOut}</Button>
          <Button type="submit" form={form} variant="primary" busy={pending} disabledReason={disabledReason}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="space-y-3 text-text">
        {submitError !== null && <Notice tone="danger">{submitError}</Notice>}
        {children}
      </form>
    </Dialog>
  )
}
