import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { useEffect, useId, useLayoutEffect, useRef, type FormEvent, type ReactNode } from 'react'

import { Button, IconButton } from '../button.tsx'
import { Notice } from '../notice.tsx'
import { dialogWords } from '../words.ts'
import { CloseButton, CloseContext } from './close-button.tsx'
import { focusFirst } from './focus-first.ts'
import { useLongWait } from './long-wait.ts'
import { returnFocus } from './return-focus.ts'
import { SubmitError, useOwnError } from './submit-error.tsx'
import { useTakeToasts } from './toast.tsx'

/**
 * A native modal dialog: focus stays inside and returns to where it was, and Escape closes it. Mount it only
 * while it is open: `{open && <Dialog …/>}`. If it is not `dismissible`, it must be answered. While it is
 * `busy`, it stays open, because nothing else would show why its request failed.
 */
export function Dialog({
  title,
  children,
  footer,
  wide = false,
  sheet = false,
  busy = false,
  ...closeProps
}: {
  title: string
  children: ReactNode
  footer?: ReactNode
  wide?: boolean
  /** On a phone it slides up from the bottom, and a tap outside closes it. */
  sheet?: boolean
  /** Its request is running. If no answer comes for long, it can be closed nevertheless. */
  busy?: boolean
} & ({ dismissible?: true; onClose: () => void } | { dismissible: false })) {
  const ref = useRef<HTMLDialogElement>(null)
  const takeToasts = useTakeToasts()
  const onClose = closeProps.dismissible === false ? undefined : closeProps.onClose
  const id = useId()
  const isLongWait = useLongWait(busy)
  const waitReason = busy && !isLongWait ? dialogWords.wait : undefined
  const close = waitReason === undefined ? onClose : undefined
  // Not an effect after painting: an Escape before it would be lost, for example while the code of a dialog replaces its
  // placeholder.
  useLayoutEffect(() => {
    const dialog = ref.current
    const previousFocus = document.activeElement
    if (dialog === null) return
    dialog.showModal()
    const stop = focusFirst(dialog)
    const giveToastsBack = takeToasts(dialog)
    return () => {
      stop()
      giveToastsBack()
      dialog.close()
      returnFocus(previousFocus)
    }
  }, [takeToasts])
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onKeyDown={(event) => {
        // Browsers close a dialog at the second Escape, even if `cancel` was prevented.
        if (event.key === 'Escape' && close === undefined) event.preventDefault()
      }}
      closedby={sheet ? 'any' : undefined}
      onCancel={(event) => {
        event.preventDefault()
        close?.()
      }}
      className={clsx(
        // Its own margin, so that the spacing of its container does not move it.
        'm-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] scroll-pb-16 overflow-auto rounded-lg border border-line bg-surface-raised p-0 shadow-high',
        wide ? 'max-w-3xl' : 'max-w-md',
        sheet &&
          'max-sm:mb-0 max-sm:w-full max-sm:max-w-none max-sm:rounded-b-none max-sm:border-x-0 max-sm:border-b-0 max-sm:pb-[env(safe-area-inset-bottom)]',
      )}
    >
      <div className="flex items-start justify-between gap-3 px-5 pt-4">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {onClose !== undefined && (
          <IconButton
            label={dialogWords.close}
            icon={X}
            size="small"
            disabledReason={waitReason}
            onClick={onClose}
            // In line with the title, however large it is.
            className="-my-0.5 -mr-1.5 aria-disabled:border-transparent! aria-disabled:bg-transparent! max-sm:-my-2.5 max-sm:-mr-3.5"
          />
        )}
      </div>
      <div className="px-5 pt-2 pb-5 text-sm text-text-soft">
        {children}
        {isLongWait && (
          <Notice tone="caution" className="mt-3">
            {dialogWords.longWait}
          </Notice>
        )}
      </div>
      {footer !== undefined && (
        // In sight however long the content is.
        <div className="sticky bottom-0 flex flex-wrap justify-end gap-2 border-t border-line bg-sunken px-5 py-3">
          <CloseContext value={{ onClose, waitReason }}>{footer}</CloseContext>
        </div>
      )}
    </dialog>
  )
}

export interface SubmitDialogProps {
  title: string
  /** The label of the button that submits. */
  submitLabel: string
  pending: boolean
  disabledReason?: string | undefined
  wide?: boolean
  /**
   * The label of the button beside the action, where "Cancel" could be taken for the action. For example
   * "Keep editing" to return to a form.
   */
  cancelLabel?: string
  onSubmit: () => void
  onClose: () => void
  children: ReactNode
}

/**
 * A dialog around a form. Enter submits. A submit while one is pending does nothing. `firstFocus` is the
 * button that takes the focus.
 */
export function SubmitDialog({
  title,
  submitLabel,
  pending,
  disabledReason,
  wide = false,
  cancelLabel = dialogWords.cancel,
  onSubmit,
  onClose,
  children,
  danger = false,
  firstFocus,
  form: formProps,
}: SubmitDialogProps & {
  danger?: boolean
  firstFocus?: 'submit' | 'cancel'
  form: { className: string; noValidate?: boolean }
}) {
  const form = useId()
  const element = useRef<HTMLFormElement>(null)
  const wasPending = useRef(false)
  useEffect(() => {
    // A refused field may be out of sight.
    if (wasPending.current && !pending)
      element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
    wasPending.current = pending
  }, [pending])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!pending && disabledReason === undefined) onSubmit()
  }
  return (
    <Dialog
      title={title}
      wide={wide}
      busy={pending}
      onClose={onClose}
      footer={
        <>
          <CloseButton data-first-focus={firstFocus === 'cancel' || undefined}>{cancelLabel}</CloseButton>
          <Button
            type="submit"
            form={form}
            data-first-focus={firstFocus === 'submit' || undefined}
            variant={danger ? 'danger' : 'primary'}
            busy={pending}
            disabledReason={disabledReason}
          >
            {submitLabel}
          </Button>
        </>
      }
    >
      <form ref={element} id={form} onSubmit={submit} {...formProps}>
        {children}
      </form>
    </Dialog>
  )
}

/**
 * Asks for confirmation. Enter confirms, unless the action is destructive. A failure is shown in the dialog.
 */
export function ConfirmDialog({
  confirmLabel,
  danger = false,
  busy,
  error,
  onConfirm,
  children,
  ...rest
}: Omit<SubmitDialogProps, 'submitLabel' | 'pending' | 'onSubmit'> & {
  confirmLabel: string
  danger?: boolean
  busy: boolean
  /** Why the last attempt failed, or null. */
  error: string | null
  onConfirm: () => void
}) {
  const ownError = useOwnError(error, busy)
  return (
    <SubmitDialog
      {...rest}
      submitLabel={confirmLabel}
      danger={danger}
      firstFocus={danger ? 'cancel' : 'submit'}
      pending={busy}
      onSubmit={onConfirm}
      form={{ className: 'space-y-3' }}
    >
      {children}
      {ownError !== null && <SubmitError message={ownError} />}
    </SubmitDialog>
  )
}
