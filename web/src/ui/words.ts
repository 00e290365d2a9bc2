// The words of the building blocks of every page.

/** The title of a browser tab. */
export const tabTitle = (title: string): string => `${title} · FLX Pipelines`

export const pageWords = {
  breadcrumb: 'Breadcrumb',
}

export const stateWords = {
  loadError: 'Could not load this',
  tryAgain: 'Try again',
  wentWrong: 'Something went wrong.',
}

export const damageWords = {
  leftOut: (fields: string) => `Damaged in the database and not shown here: ${fields}. `,
  remedy: (count: number) =>
    `Set ${count === 1 ? 'it' : 'them'} again, or restore a backup. Other edits leave the stored data unchanged.`,
  hint: (fields: string) => `Damaged in the database: ${fields}. Edit it to set it again.`,
  damaged: 'Damaged',
}

export const copyButtonWords = {
  copy: 'Copy',
  copied: 'Copied',
}

export const timeWords = {
  inProgress: 'In progress',
  notApplicable: 'N/A',
}

export const dialogWords = {
  close: 'Close',
  cancel: 'Cancel',
  wait: 'Wait for the server to respond.',
  longWait: 'The server has not responded yet. Keep waiting, or close this and check the result later.',
}

export const partWords = {
  loading: 'Loading',
  unreachable: 'The server did not respond.',
}

export const updateWords = {
  title: 'FLX Pipelines was updated',
  hint: 'Reload the page to continue.',
  updated: 'FLX Pipelines was updated.',
  reload: 'Reload',
  toContinue: 'FLX Pipelines was updated. Reload the page to continue.',
  inDialog:
    'FLX Pipelines was updated since this page was opened. If this does not work, copy what you entered and reload the page.',
}

export const toastWords = {
  messages: 'Messages',
  undo: 'Undo',
  dismiss: 'Dismiss',
}

export const tableWords = {
  actions: 'Actions',
  loading: 'Loading',
  notReady: 'The list is still loading.',
  nothingToSelect: 'There is nothing to select.',
  loadMore: 'Load more',
  of: (shown: string, total: string, noun: string) => `${shown} of ${total} ${noun}`,
  shown: (shown: string, noun: string) => `${shown} ${noun}`,
  newItems: (count: string, noun: string) => `${count} new ${noun}`,
}

export const fieldWords = {
  required: 'Required',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  optionsLoading: 'Loading…',
  optionsFailed: 'Could not load the choices',
}

export const filterWords = {
  filterBy: (label: string) => `Filter by ${label.toLowerCase()}`,
  set: (label: string, shown: string) => `${label}: ${shown}`,
  clear: (label: string, shown: string) => `Clear filter ${label}: ${shown}`,
  clearHint: 'Clear filter',
  optionsLoading: 'Loading…',
  optionsFailed: 'Could not load the choices',
  noOptions: 'Nothing to choose',
  days: (label: string, shown: string) => `${label} ${shown}`,
  today: 'Today',
  last7Days: 'Last 7 days',
  last30Days: 'Last 30 days',
  last90Days: 'Last 90 days',
  from: 'From',
  to: 'To',
  on: (day: string) => `on ${day}`,
  since: (day: string) => `since ${day}`,
  until: (day: string) => `until ${day}`,
  between: (from: string, to: string) => `${from} – ${to}`,
}
