// The words of saved views, by component.

export const viewMenuWords = {
  savedViews: 'Saved views',
  savedView: (name: string) => `Saved view: ${name}`,
  views: 'Views',
  shared: (name: string, owner: string) => `${name} (${owner})`,
  save: 'Save this view…',
  alreadySaved: (name: string) => `Already saved as “${name}”.`,
  nothingToSave: 'Search, filter or sort first.',
  loading: 'The views are still loading.',
  failed: 'Could not load saved views…',
  manage: 'Manage views…',
}

export const saveViewWords = {
  title: 'Save this view',
  save: 'Save view',
  nameFirst: 'Enter a name.',
  saved: (name: string) => `Saved view ${name}`,
  hint: 'Keeps the search, filters, sort order and layout of this list.',
  name: 'Name',
  share: 'Share with everyone',
  shareHint: 'Other users see it in their views.',
}

export const manageViewsWords = {
  title: 'Saved views',
  empty: 'No saved views.',
  loadError: 'Could not load saved views',
  renamed: (name: string) => `Renamed to ${name}`,
  deleted: (name: string) => `Deleted view ${name}`,
  sharedBy: (owner: string) => `shared by ${owner}`,
  delete: (name: string) => `Delete ${name}`,
  nameOf: (name: string) => `Name of ${name}`,
  shared: 'Shared',
  nowShared: (name: string) => `Shared ${name} with everyone`,
  nowPrivate: (name: string) => `${name} is now private`,
  same: 'The view already has these filters.',
  updated: (name: string) => `Updated view ${name}`,
  update: 'Update to current filters',
}
