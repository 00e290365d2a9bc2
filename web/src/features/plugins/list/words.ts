import { formatCount } from '#web/lib/format.ts'

// Words of the plugin list, by component.

export const pluginBulkBarWords = {
  uninstallHint: 'Removes their environments. They stay in the list and keep their settings.',
  inUse: (value: string) =>
    `Skipped because pipelines use them: ${value}. Uninstall these on their own pages.`,
}

export const pluginTableWords = {
  pipelines: (count: number) => formatCount(count, 'pipeline'),
  name: 'Name',
  type: 'Type',
  variant: 'Variant',
  version: 'Version',
  installedAt: 'Installed on',
  usedBy: 'Used by',
  usedByNamed: (plugin: string) => `Used by ${plugin}`,
  installed: 'Installed',
  newer: (version: string) => `${version} available`,
  outputOf: (name: string) => `Installation output of ${name}`,
  output: 'Output',
  plugins: 'Plugins',
  selectAllPluginsShown: 'Select all plugins shown',
  select: (name: string) => `Select ${name}`,
}

export const pluginsPageWords = {
  plugins: 'Plugins',
  addCustom: 'Add custom plugin',
  added: 'Added',
  catalogue: 'Catalogue',
}

export const pluginListWords = {
  loadError: 'Could not load plugins',
  one: 'plugin',
  many: 'plugins',
  filterPlugins: 'Filter plugins',
  nameDescriptionVariant: 'Name, description, variant…',
  type: 'Type',
  installed: 'Installed',
  installedAt: 'Installed on',
  clearAll: 'Clear all',
  browseCatalogue: 'Browse catalogue',
  noPluginsYet: 'No plugins yet',
  emptyHint:
    'Plugins read, change or write data. Add one from the catalogue, or any program that speaks Singer.',
  noPluginsMatch: 'No plugins match',
  clearSearchAndFilters: 'Clear filters',
  noMatchHint: 'Try a different search, or clear the filters.',
}
