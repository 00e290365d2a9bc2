import { RotateCw } from 'lucide-react'
import { useEffect, useState, type ComponentType } from 'react'

import { loadPart, ReplacedPart } from '#web/lib/browser/load-part.ts'

import { Button } from '../button.tsx'
import { Spinner } from '../spinner.tsx'
import { dialogWords, stateWords } from '../words.ts'
import { Dialog } from './dialog.tsx'

/**
 * A dialog that most visits do not open, so its code is loaded separately. Call `prepare` when the pointer or focus
 * reaches its button: the dialog then opens at once, however busy the server is. Until the code is there, a dialog says
 * that it loads, or why it could not be loaded.
 */
export function onDemand<Props extends { onClose: () => void }>(
  load: () => Promise<{ default: ComponentType<Props> }>,
) {
  let loaded: ComponentType<Props> | undefined
  let loading: Promise<ComponentType<Props>> | undefined
  const loadOnce = () => {
    loading ??= loadPart(load).then(
      (part) => (loaded = part.default),
      (error: unknown) => {
        loading = undefined
        throw error
      },
    )
    return loading
  }

  function OnDemandDialog(props: Props) {
    const [Component, setComponent] = useState(() => loaded)
    const [attempt, setAttempt] = useState(1)
    const [failure, setFailure] = useState<{ error: unknown } | null>(null)
    useEffect(() => {
      let isMounted = true
      loadOnce().then(
        (component) => isMounted && setComponent(() => component),
        (error: unknown) => isMounted && setFailure({ error }),
      )
      return () => {
        isMounted = false
      }
    }, [attempt])
    if (Component !== undefined) return <Component {...props} />
    if (failure === null) {
      return (
        <Dialog title={dialogWords.loading} onClose={props.onClose}>
          <span className="flex justify-center py-6">
            <Spinner className="size-5" />
          </span>
        </Dialog>
      )
    }
    // Only a new page has the address of a part that an update replaced.
    const isReplaced = failure.error instanceof ReplacedPart
    const retry = () => {
      setFailure(null)
      setAttempt((count) => count + 1)
    }
    return (
      <Dialog
        title={stateWords.loadError}
        onClose={props.onClose}
        footer={
          <Button icon={RotateCw} onClick={isReplaced ? () => location.reload() : retry}>
            {stateWords.tryAgain}
          </Button>
        }
      >
        <p role="alert">{isReplaced ? dialogWords.replaced : dialogWords.unreachable}</p>
      </Dialog>
    )
  }

  const prepare = () => {
    // Opening the dialog reports the failure.
    loadOnce().catch(() => undefined)
  }
  return { Dialog: OnDemandDialog, prepare }
}
