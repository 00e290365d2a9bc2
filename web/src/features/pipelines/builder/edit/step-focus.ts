/** Returns the step that contains an element. */
export const stepAt = (target: EventTarget): string | null =>
  target instanceof Element ? (target.closest('.react-flow__node')?.getAttribute('data-id') ?? null) : null

/** Moves the focus to a step of the drawing. */
export const focusStep = (step: string): void =>
  document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(step)}"]`)?.focus()
