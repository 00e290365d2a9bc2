// The sections of the settings.

export const settingsFrameWords = {
  settings: 'Settings',
  documentTitle: (title: string) => `${title} · Settings`,
  profile: 'Profile',
  tokens: 'API tokens',
  api: 'API',
  users: 'Users',
  storage: 'Storage',
  workers: 'Workers',
  runners: 'Runners',
  meltano: 'Meltano state',
  openLineage: 'OpenLineage',
  audit: 'Audit log',
}
