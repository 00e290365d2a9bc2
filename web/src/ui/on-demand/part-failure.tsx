import { RotateCw } from 'lucide-react'
import { useEffect, useRef } from 'react'

import { Button } from '../button.tsx'
import { partWords, stateWords, updateWords } from '../words.ts'

/** Why a part of the page could not be loaded, and what to do about it. */
export const failureText = (isReplaced: boolean): string =>
  isReplaced ? updateWords.toContinue : partWords.unreachable

/** Loads the part again, with a new page if an update replaced it. */
export function RetryPart({
  isReplaced,
  retry,
  size = 'medium',
}: {
  isReplaced: boolean
  retry: () => void
  size?: 'medium' | 'small'
}) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const dialog = button.current?.closest('dialog')
    // What had the focus in a dialog gave way to this button.
    if (dialog?.contains(document.activeElement) === false) button.current?.focus()
  }, [])
  return (
    <Button
      ref={button}
      data-first-focus
      icon={RotateCw}
      size={size}
      onClick={isReplaced ? () => location.reload() : retry}
    >
      {isReplaced ? updateWords.reload : stateWords.tryAgain}
    </Button>
  )
}
