/**
 * Moves the focus to where the user begins: the text field to fill in, or else the button that Enter should press. While
 * a dialog loads it has neither, so the focus moves on once the content or its error is there, unless the user has
 * begun elsewhere. It also returns to the beginning when what has it is removed, such as "Try again" after it was
 * pressed. Returns a function that stops this.
 */
export function focusFirst(dialog: HTMLDialogElement): () => void {
  // Set while the focus is where the browser or this function put it.
  let given = document.activeElement
  let last = given
  const isLost = () => {
    const active = document.activeElement
    return (active === null || active === document.body || active === dialog) && last?.isConnected !== true
  }
  const begin = () => {
    // The cross, if there is nothing to begin with.
    const first = firstToFocus(dialog) ?? (isLost() ? dialog.querySelector('button') : null)
    if (first === null || first === document.activeElement) return
    first.focus()
    given = first
  }
  const observer = new MutationObserver(() => {
    if (document.activeElement === given || isLost()) begin()
  })
  const stop = new AbortController()
  const { signal } = stop
  dialog.addEventListener('focusin', () => (last = document.activeElement), { signal })
  for (const kind of ['keydown', 'pointerdown', 'input'])
    dialog.addEventListener(kind, () => (given = null), { signal })
  begin()
  observer.observe(dialog, { childList: true, subtree: true })
  return () => {
    observer.disconnect()
    stop.abort()
  }
}

/** Returns a text field to fill in, or else the button that Enter should press, never a destructive one. */
function firstToFocus(dialog: HTMLDialogElement): HTMLElement | null {
  const textField = dialog.querySelector<HTMLElement>(
    'input:not([type=checkbox], [type=radio]), textarea, select',
  )
  return textField ?? dialog.querySelector<HTMLElement>('[data-first-focus]')
}
