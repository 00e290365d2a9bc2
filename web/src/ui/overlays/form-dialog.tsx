import { SubmitDialog, type SubmitDialogProps } from './dialog.tsx'
import { Notice } from '../notice.tsx'

/**
 * A dialog with fields and a way to save them. `submitError` is what failed and belongs to no field; the fields show
 * their own.
 */
export function FormDialog({
  submitError,
  children,
  ...rest
}: SubmitDialogProps & { submitError: string | null }) {
  return (
    <SubmitDialog {...rest} form={{ className: 'space-y-3 text-text', noValidate: true }}>
      {submitError !== null && <Notice tone="danger">{submitError}</Notice>}
      {children}
    </SubmitDialog>
  )
}
