import { flushSync } from 'react-dom'

/** Shows errors and focuses the first field with an error, opening the sections it is folded into. */
export function focusFirstError(form: HTMLElement | null, show: () => void): void {
  flushSync(show)
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')
  if (field === null || field === undefined) return
  for (
    let section = field.closest('details');
    section !== null;
    section = section.parentElement?.closest('details') ?? null
  ) {
    section.open = true
  }
  if (field.matches('[role="alert"]')) field.tabIndex = -1
  field.focus({ preventScroll: true })
  field.scrollIntoView({ block: 'center' })
}
