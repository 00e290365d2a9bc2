import { formatCount, formatNumber } from '#web/lib/format.ts'

// Words of the plugin page, by component.

export const definitionActionsWords = {
  changeVariant: 'Change variant…',
  changeSource: 'Change source…',
  readSettings: 'Read settings from --about',
  describes: (name: string, count: number) => `${name} describes ${formatCount(count, 'setting')}.`,
  changeDefinition: 'Change definition',
  reading: 'Reading…',
  change: 'Change',
}

export const deletePluginDialogWords = {
  delete: (name: string) => `Delete ${name}?`,
  deletePlugin: 'Delete plugin',
  deleteConnection: 'Delete connection',
  deleted: (name: string) => `Deleted ${name}`,
  hint: 'Deletes its settings, stored secrets and environment.',
  connectionHint: (parent: string) =>
    `Deletes its settings and stored secrets. ${parent} and its environment stay.`,
}

export const overlappingEditsWords = {
  otherSettings: 'Other settings',
}

export const pluginFactsWords = {
  definition: 'Definition',
  type: 'Type',
  runs: 'Runs',
  variant: 'Variant',
  version: 'Version',
  installed: 'Installed',
  installedAt: 'Installed on',
  pip: 'pip URL',
  command: 'Command',
  executable: 'Executable',
  python: 'Python',
  inheritsFrom: 'Inherits from',
  inheritedBy: 'Inherited by',
  capabilities: 'Capabilities',
  environment: 'Environment',
  documentation: 'Documentation',
  usedBy: 'Used by',
  unused: 'No pipeline uses it.',
  more: (count: number) => `and ${formatNumber(count)} more`,
}

export const pluginPageWords = {
  cancelled: 'The last installation did not finish. ',
  plugin: 'Plugin',
  loadError: 'Could not load the plugin',
  plugins: 'Plugins',
  delete: 'Delete',
  addConnection: 'Add another connection…',
  wait: 'Wait until the installation ends.',
  inUse: (pipelines: string) => `Used by ${pipelines}`,
}

export const pluginSettingsWords = {
  saved: (name: string) => `Saved settings for ${name}`,
  settings: 'Settings',
  hint: 'Every pipeline that uses this plugin starts from these settings and can override them.',
  conflict:
    'Another user saved these settings while you were editing. The form now has their changes and yours.',
  overlap: (labels: string) => `You both changed ${labels}: saving keeps yours. `,
  reviewAndSave: 'Review the form and save again.',
  settingsOf: (name: string) => `Settings for ${name}`,
  plugin: 'the plugin',
  unsaved: 'Unsaved changes',
  discard: 'Discard',
  noChanges: 'No changes to save',
  waitForInstall: 'Wait until the installation ends.',
  saveSettings: 'Save settings',
}

export const pluginUseWords = {
  use: 'Use',
  wrongLimit: 'Enter a whole number from 1 to 1,000, or leave it empty for no limit.',
  limitRemoved: 'Removed the limit',
  limitSet: (limit: string) => `Limited to ${limit} at a time`,
  limit: 'Concurrent executions',
  limitHint:
    'For sources that limit connections. Further executions wait without holding up other pipelines.',
  noLimit: 'No limit',
  noChanges: 'No changes to save',
  saveLimit: 'Save limit',
}

export const unreadyWords = {
  waitForInstall: 'Wait until the installation ends.',
  installFirst: 'Install it first.',
  installParentFirst: (parent: string) => `Install ${parent} first, whose environment it shares.`,
}

export const variantDialogWords = {
  title: (name: string) => `Change variant of ${name}`,
  changeVariant: 'Change variant',
  checking: 'Checking its settings…',
  notLoaded: 'The variants are not loaded yet.',
  notChecked: 'Its settings could not be checked.',
  loadError: 'Could not load the variants',
  checkError: 'Could not check its settings',
  misfits: 'Some values do not fit.',
  changed: (name: string, variant: string) => `Changed ${name} to variant ${variant}`,
  hint: 'The new variant replaces this one in every pipeline that uses it. Pipelines, history and settings are kept.',
  noOther: 'The catalogue has no other variant.',
  variant: 'Variant',
  current: (variant: string) => `Current: ${variant}`,
  dropMisfits: 'Discard the values that do not fit',
  bundled: 'Bundled.',
  installsAfterwards: 'Install afterwards:',
  keepsNothing: 'Keeps no settings.',
  keeps: (names: string) => `Keeps ${names}.`,
  unknown: (names: string) => `It does not describe ${names}; these are kept and passed on.`,
  misfit: (message: string) => `does not fit: ${message}`,
}

export const connectionDialogWords = {
  title: (name: string) => `Add another connection of ${name}`,
  add: 'Add connection',
  hint: (name: string) =>
    `It shares the program of ${name} and starts from its settings. Change what differs: host, database, login.`,
  name: 'Name',
  nameHint: 'Pipelines use the connection by this name.',
  nameIt: 'Add a name for the connection, such as tap-postgres--shop.',
  added: (name: string) => `Added ${name}`,
}
