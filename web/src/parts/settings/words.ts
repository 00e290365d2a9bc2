// The sections of the settings.

export const settingsFrameWords = {
  settings: 'Settings',
  documentTitle: (title: string) => `${title} · Settings`,
  profile: 'Profile',
  tokens: 'API tokens',
  api: 'API',
  users: 'Users',
  storage: 'Storage',
  runners: 'Runners',
  meltano: 'Meltano state',
  openLineage: 'OpenLineage',
  audit: 'Audit log',
}
