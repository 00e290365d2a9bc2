import { formatCount } from '#web/lib/format.ts'

export const templateCardWords = {
  title: 'Template',
  version: (version: number) => `v${version}`,
  newer: (version: number, changes: number) =>
    `Version ${version} of the template would change ${changes === 0 ? 'nothing here' : formatCount(changes, 'field')}.`,
  update: 'Update',
  secret: '•••',
  own: 'Overrides',
  locked: 'Locked',
  unlocked: 'Unlocked',
  lock: 'Lock fields',
  unlock: 'Unlock fields',
  detach: 'Detach',
  detachTitle: (name: string) => `Detach from ${name}?`,
  detachHint: 'The pipeline stays as it is. Changes to the template no longer apply to it.',
  madeFrom: 'Created from the template',
  changesStay: 'Changes you make here are kept when the template changes.',
  cannotChange:
    'Changes you make here are kept when the template changes. Locked fields (unlock them on the pipeline page):',
}

export const valueWords = {
  choose: 'Choose…',
  yes: 'true',
  no: 'false',
}

export const valuesDialogWords = {
  notLoaded: 'The parameters are not loaded yet.',
  loadError: 'Could not load the parameters',
  open: 'Edit values',
  title: (name: string) => `Values for ${name}`,
  save: 'Save values',
  secretHint: 'Leave empty to keep the stored value.',
  saved: 'Saved values',
}
