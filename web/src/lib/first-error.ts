import { flushSync } from 'react-dom'

/** Shows errors and moves the focus to the first field that has one, opening what it is folded into. */
export function focusFirstError(form: HTMLElement | null, show: () => void): void {
  flushSync(show)
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')
  if (field === null || field === undefined) return
  for (
    let around = field.closest('details');
    around !== null;
    around = around.parentElement?.closest('details') ?? null
  ) {
    around.open = true
  }
  if (field.matches('[role="alert"]')) field.tabIndex = -1
  field.focus({ preventScroll: true })
  field.scrollIntoView({ block: 'center' })
}
