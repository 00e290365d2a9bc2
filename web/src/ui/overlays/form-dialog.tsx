import { SubmitDialog, type SubmitDialogProps } from './dialog.tsx'
import { SubmitError, useOwnError } from './submit-error.tsx'

/**
 * A dialog with fields and a save button. `submitError` is a failure that belongs to no field. The fields
 * show their own errors.
 */
export function FormDialog({
  submitError,
  children,
  ...rest
}: SubmitDialogProps & { submitError: string | null }) {
  const error = useOwnError(submitError, rest.pending)
  return (
    <SubmitDialog {...rest} form={{ className: 'space-y-3 text-text', noValidate: true }}>
      {error !== null && <SubmitError message={error} />}
      {children}
    </SubmitDialog>
  )
}
