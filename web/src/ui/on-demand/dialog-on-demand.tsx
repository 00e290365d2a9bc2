import { Dialog } from '../overlays/dialog.tsx'
import { Spinner } from '../spinner.tsx'
import { partWords, stateWords } from '../words.ts'
import { failureText, RetryPart } from './part-failure.tsx'
import { partOnDemand, type LoadPart } from './part.ts'

/**
 * A dialog that most visits do not open, so its code is loaded separately. Call `prepare` when the pointer or focus
 * reaches its button: the dialog then opens at once, however busy the server is. Until the code is there, a dialog says
 * that it loads, or why it could not be loaded, at about the size that it will have.
 */
export function dialogOnDemand<Props extends { onClose: () => void }>(
  load: LoadPart<Props>,
  {
    title,
    height = 'h-20',
    ...size
  }: {
    /** The title of the dialog. */
    title: string | ((props: Props) => string)
    /** Class with the height of its content. */
    height?: string
    wide?: boolean
    sheet?: boolean
  },
) {
  const { prepare, usePart } = partOnDemand(load)

  function OnDemandDialog(props: Props) {
    const part = usePart()
    if (part.status === 'loaded') return <part.Part {...props} />
    const text = typeof title === 'string' ? title : title(props)
    if (part.status === 'loading') {
      return (
        <Dialog title={text} onClose={props.onClose} {...size}>
          <output className={`flex items-center justify-center ${height}`}>
            <Spinner className="size-5" />
            <span className="sr-only">{partWords.loading}</span>
          </output>
        </Dialog>
      )
    }
    return (
      <Dialog title={text} onClose={props.onClose} footer={<RetryPart {...part} />} {...size}>
        <p role="alert" className={`flex flex-col items-center justify-center text-center ${height}`}>
          <strong className="font-semibold text-text">{stateWords.loadError}</strong>
          {failureText(part.isReplaced)}
        </p>
      </Dialog>
    )
  }

  return { Dialog: OnDemandDialog, prepare }
}
