import { SubmitDialog, type SubmitDialogProps } from './dialog.tsx'
import { SubmitError } from './submit-error.tsx'

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
      {submitError !== null && <SubmitError message={submitError} />}
      {children}
    </SubmitDialog>
  )
}
