import { formatCount } from '#web/lib/format.ts'

// Words of the catalogue, by component.

export const addDialogWords = {
  added: (name: string) => `Added ${name}`,
  notInstalled: (error: string) => `Could not start the installation. ${error}`,
  wait: 'Wait until the plugin is added.',
  notLoaded: 'The definition is not loaded yet.',
  add: (name: string) => `Add ${name}`,
  cancel: 'Cancel',
  addLabel: 'Add',
  addAndInstall: 'Add and install',
  variant: 'Variant',
  variantHint: 'Implementations by different authors. You can change it later.',
  usualVariant: (name: string) => `${name} (default)`,
  loadError: 'Could not load the definition',
  builtIn: 'From the built-in list, which has the main settings only.',
  pip: 'pip URL',
  executable: 'Executable',
  settings: 'Settings',
  settingCount: (settings: number, secrets: number) =>
    `${formatCount(settings, 'setting')}${secrets === 0 ? '' : `, ${secrets} secret`}`,
  capabilities: 'Capabilities',
  documentation: 'Documentation',
}

export const catalogueWords = {
  noun: ['plugin', 'plugins'] as const,
  loadError: 'Could not load the catalogue',
  noMatch: 'Not in the catalogue',
  clearSearchAndFilters: 'Clear filters',
  addCustom: 'Add custom plugin',
  noMatchHint: 'Add anything that pip installs, or any program on this machine, as a custom plugin.',
  catalogue: 'Catalogue',
  searchCatalogue: 'Search the catalogue',
  nameOrVariant: 'Name or variant…',
  type: 'Type',
}

export const entryCardWords = {
  otherVariants: (count: number) => ` and ${formatCount(count, 'other variant')}`,
  add: (name: string) => `Add ${name}`,
  addLabel: 'Add',
  nameRegistered: (name: string) => `${name} is already added`,
  added: 'Added',
  addedAs: (variant: string) => `Added as ${variant}`,
  mapper: 'Mapper',
  transform: 'Transform',
}

export const originLineWords = {
  from: (hub: string) => `From ${hub}`,
  partly: (hub: string) => `Partly from ${hub}, partly from the built-in list`,
  builtIn: 'Built-in list of common connectors',
  asOf: ', as of',
  refresh: 'Refresh',
  tryAgain: 'Try again',
}
