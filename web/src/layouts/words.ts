import { formatCount } from '#web/lib/format.ts'

// The words of the frame of every page, by component.

/** The name of the product, as every page shows it. */
export const PRODUCT = 'FLX Pipelines'

export const navigationWords = {
  main: 'Main',
  dashboard: 'Dashboard',
  failures: 'Failures',
  openCauses: (count: number) => formatCount(count, 'open cause'),
  openAlerts: (count: number) => formatCount(count, 'open incident'),
  pipelines: 'Pipelines',
  executions: 'Executions',
  more: 'More',
  schedules: 'Schedules',
  lineage: 'Lineage',
  plugins: 'Plugins',
  alerts: 'Alerts',
  settings: 'Settings',
  withKeys: (label: string, key: string) => `${label} (g ${key})`,
  skip: 'Skip to content',
}

export const liveIndicatorWords = {
  live: 'Live',
  liveHint: 'Changes appear as they happen.',
  paused: 'Paused',
  stale: 'Stale',
  staleHint: 'Connection lost. This page may be out of date. Reconnecting.',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
  connectingHint: 'Connecting to the server.',
  nothingYet: 'No updates yet.',
  lastUpdate: (ago: string, time: string) => `Last update ${ago}, ${time}.`,
}

export const notFoundPageWords = {
  notFound: 'Not found',
  title: 'Page not found',
  hint: 'The address may be mistyped, or the item was deleted.',
  goToPipelines: 'Go to pipelines',
}

export const pageErrorWords = {
  tab: 'Something went wrong',
  title: 'Could not show this page',
  lostPart:
    'Part of this page could not be loaded: the server was restarted or updated. It reloads as soon as the server responds.',
}

export const pageSkeletonWords = {
  loading: 'Loading the page',
}

export const sessionEndedDialogWords = {
  ended: 'Your session has ended',
  other: 'Another user has signed in',
  leave: 'Leave this page',
  continueAs: (name: string) => `Continue as ${name}`,
  signInAgain: 'Sign in again',
  endedHint: (name: string) =>
    `Sign in again as ${name} to continue. Nothing you entered on this page is lost.`,
  otherHint: (other: string, email: string, name: string) =>
    `${other} (${email}) is now signed in to this browser; this page belongs to ${name}. Nothing is saved until you choose who continues.`,
  passwordOf: (email: string) => `Password for ${email}`,
  enterPassword: 'Enter your password.',
  signInWith: (label: string) => `Sign in with ${label} in a new tab`,
}

export const shortcutsWords = {
  title: 'Keyboard shortcuts',
  everywhere: 'Everywhere',
  onLists: 'On lists',
  here: 'On this page',
  goTo: (label: string) => `Go to ${label.toLowerCase()}`,
  search: 'Search or jump to (⌘K on a Mac)',
  filter: 'Filter the list, or search',
  showKeys: 'Show this list',
  next: 'Next item',
  previous: 'Previous item',
  select: 'Select the item',
  execute: 'Execute the item, or cancel its execution',
  open: 'Open the item',
}

export const unsavedChangesWords = {
  title: 'Leave without saving?',
  discard: 'Discard changes',
  keepEditing: 'Keep editing',
  hint: 'Your changes on this page are not saved.',
}

export const menuWords = {
  account: 'Account',
  signOut: 'Sign out',
  signOutFailed: (error: string) => `Could not sign out. ${error}`,
  theme: (name: string) => `Theme: ${name}`,
  themeOption: (name: string) => `${name} theme`,
  system: 'System',
  light: 'Light',
  dark: 'Dark',
  timeZone: (name: string) => `Time zone: ${name}`,
  local: (zone: string) => `Local (${zone})`,
  utc: 'UTC',
  showLocal: 'Show local times',
  showUtc: 'Show times in UTC',
}

export const noteWords = {
  lowDisk: (free: string, total: string) =>
    `The disk is almost full: ${free} of ${total} free. Executions stop when nothing can be saved. `,
  viewDisk: 'View disk use',
  askAdministrator: 'Tell an administrator.',
  refusal: (reason: string) => `${reason} Until then, this page refreshes every 15 seconds.`,
  demonstration: 'This is a demonstration. ',
  sampleHistory: 'Sample history',
  sampleHint: ' executions are made up; all others are real.',
  storage: (message: string, time: string) => `${message} Since ${time}.`,
}

export const paletteWords = {
  title: 'Search or jump to',
  placeholder: 'Search or jump to…',
  results: 'Results',
  count: (count: number) => formatCount(count, 'result'),
  searching: 'Searching…',
  busy: 'In progress.',
  noMatch: (text: string) => `No matches for “${text}”.`,
  allPipelines: (text: string) => `Show all pipelines that match “${text}”`,
  searchLogs: (text: string) => `Search the logs for “${text}”`,
  logs: 'Logs',
  here: 'On this page',
  execute: (name: string) => `Execute ${name}…`,
  pipelines: 'Pipelines',
  openCauses: 'Open causes',
  recentExecutions: 'Recent executions',
  goTo: 'Go to',
  views: 'Views',
  actions: 'Actions',
  createPipeline: 'Create pipeline',
  templates: 'Templates',
  addPlugin: 'Add custom plugin',
  importProject: 'Import a Meltano project',
  shortcuts: 'Keyboard shortcuts',
  wall: 'Wall display',
  neverExecuted: 'Never executed',
  commandMac: '⌘K',
  command: 'Ctrl K',
  /** Further words by which an entry is found. */
  also: {
    create: 'new add',
    templates: 'many customers create bulk',
    addPlugin: 'new add register',
    importProject: 'meltano.yml yaml folder migrate',
    theme: 'colour appearance mode',
    timeZone: 'time zone',
    help: 'help',
    wall: 'tv screen monitor overview',
    cause: (quote: string, names: string) => `failure retry ${quote} ${names}`,
    execution: (status: string) => `${status} execution`,
    view: (page: string) => `view ${page}`,
  },
}

export const notificationWords = {
  figures: (records: string, duration: string) => `${records} in ${duration}`,
}
