import { SubmitDialog, type SubmitDialogProps } from './dialog.tsx'
import { Notice } from '../notice.tsx'

/**
 * A dialog with fields and a save button. `submitError` is a failure that belongs to no field. The fields
 * show their own errors.
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
