// Words of the dialogs that execute and cancel a pipeline.

export const cancelDialogWords = {
  cancelExecutionOf: (name: string) => `Cancel the execution of ${name}?`,
  cancelExecution: 'Cancel execution',
  keepExecution: 'Keep execution',
  cancelling: (name: string) => `Cancelling ${name}…`,
  hint: 'Its processes are asked to stop. Everything the loader has confirmed is kept, and the next execution continues from there.',
}

export const executeDialogWords = {
  queued: (name: string) => `Queued ${name}.`,
  held: (name: string, reason: string) => `Queued ${name}; it starts when the hold ends: ${reason}`,
  heldHint: (reason: string, by: string) =>
    `Held by ${by}: ${reason}. The execution waits until the hold ends.`,
  view: 'View execution',
  execute: (name: string) => `Execute ${name}?`,
  executeLabel: 'Execute',
  hint: 'Starts immediately, or when a slot is free.',
  fullRefresh: 'Full refresh',
  fullRefreshHint: 'Ignores the saved state and extracts everything again.',
  showUnfinished: 'View that execution',
}
