// The words of the notes on an execution.

export const notesWords = {
  notes: 'Notes',
  add: 'Add note',
  addKey: 'Add a note',
  none: 'No notes.',
  label: 'Note',
  hint: 'About this execution only. Comments on a failure apply to its cause.',
  save: 'Save note',
  cancel: 'Cancel',
  edit: 'Edit note',
  delete: 'Delete note',
  deleteTitle: 'Delete this note?',
  keep: 'Keep note',
  edited: 'edited',
  loadError: 'Could not load notes',
}
