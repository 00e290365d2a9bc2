/** Where the focus is in a dialog that has nothing to begin with, or failed to load: nobody has moved it there. */
const START = 'dialog, body, [data-close], [data-first-focus][aria-disabled], [role=alert] [data-first-focus]'

/**
 * Moves the focus to where the user begins: the text field to fill in, or else the button that Enter should press. While
 * a dialog loads it has neither, and the browser takes its cross: the focus moves on once the content or its error is
 * there, unless the user has gone elsewhere. Returns a function that stops this.
 */
export function focusFirst(dialog: HTMLDialogElement): () => void {
  firstToFocus(dialog)?.focus()
  const observer = new MutationObserver(() => {
    if (!isAtStart()) return observer.disconnect()
    const first = firstToFocus(dialog)
    if (first !== document.activeElement) first?.focus()
  })
  if (isAtStart()) observer.observe(dialog, { childList: true, subtree: true })
  return () => observer.disconnect()
}

const isAtStart = (): boolean => document.activeElement?.matches(START) ?? true

/** Returns a text field to fill in, or else the button that Enter should press, never a destructive one. */
function firstToFocus(dialog: HTMLDialogElement): HTMLElement | null {
  const textField = dialog.querySelector<HTMLElement>(
    'input:not([type=checkbox], [type=radio]), textarea, select',
  )
  return textField ?? dialog.querySelector<HTMLElement>('[data-first-focus]')
}
