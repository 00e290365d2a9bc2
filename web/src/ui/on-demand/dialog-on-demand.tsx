import { Dialog } from '../overlays/dialog.tsx'
import { Spinner } from '../spinner.tsx'
import { partWords, stateWords } from '../words.ts'
import { failureText, RetryPart } from './part-failure.tsx'
import { partOnDemand, type LoadPart } from './part.ts'

/**
 * A dialog that most visits do not open, so its code is loaded separately. Call `prepare` when the pointer or focus
 * reaches its button: the dialog then opens at once, however busy the server is. Until the code is there, a dialog says
 * that it loads, or why it could not be loaded.
 */
export function dialogOnDemand<Props extends { onClose: () => void }>(load: LoadPart<Props>) {
  const { prepare, usePart } = partOnDemand(load)

  function OnDemandDialog(props: Props) {
    const part = usePart()
    if (part.status === 'loaded') return <part.Part {...props} />
    if (part.status === 'loading') {
      return (
        <Dialog title={partWords.loading} onClose={props.onClose}>
          <span className="flex justify-center py-6">
            <Spinner className="size-5" />
          </span>
        </Dialog>
      )
    }
    return (
      <Dialog title={stateWords.loadError} onClose={props.onClose} footer={<RetryPart {...part} />}>
        <p role="alert">{failureText(part.isReplaced)}</p>
      </Dialog>
    )
  }

  return { Dialog: OnDemandDialog, prepare }
}
