import { formatCount } from '#web/lib/format.ts'

export const templateCardWords = {
  title: 'Template',
  version: (version: number) => `v${version}`,
  newer: (version: number, changes: number) =>
    `Version ${version} of the template changes ${changes === 0 ? 'nothing here' : formatCount(changes, 'field')}.`,
  update: 'Update',
  secret: '•••',
  own: 'Own values',
  locked: 'Locked',
  unlocked: 'Unlocked',
  lock: 'Lock fields',
  unlock: 'Unlock fields',
  detach: 'Detach',
  detachTitle: (name: string) => `Detach from ${name}?`,
  detachHint: 'The pipeline stays as it is. Changes of the template no longer reach it.',
  madeFrom: 'Made from the template',
  changesStay: 'What you change here stays when the template changes.',
  cannotChange:
    'What you change here stays when the template changes. Locked, unlock them on the page of the pipeline:',
}

export const valueWords = {
  choose: 'Choose …',
  yes: 'true',
  no: 'false',
}

export const valuesDialogWords = {
  open: 'Change values',
  title: (name: string) => `Values for ${name}`,
  save: 'Save values',
  secretHint: 'Leave it empty to keep the stored value.',
  saved: 'Saved the values',
}
