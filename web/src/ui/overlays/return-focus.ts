/**
 * Gives the focus back to what opened a dialog. If it goes away together with the dialog, such as the button of a deleted
 * row, the keyboard continues in the content of the page instead of at its very top.
 */
export function returnFocus(opener: Element | null): void {
  if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
  // React removes it after this, in the same commit.
  queueMicrotask(() => {
    if (document.activeElement !== document.body || document.querySelector('dialog[open]') !== null) return
    document.querySelector<HTMLElement>('main[tabindex]')?.focus({ preventScroll: true })
  })
}
