import type { OpenLineageEvent } from '@flx/shared/lineage/open-lineage'

import { formatCount } from '#web/lib/format.ts'

// Words of the OpenLineage page, by component.

export const openLineagePageWords = {
  title: 'OpenLineage',
  intro:
    'Tells a catalogue such as Marquez or DataHub of every execution: start, end, datasets, columns and why it failed.',
  loading: 'Loading the connection',
  loadError: 'Could not load the connection',
}

export const connectionWords = {
  title: 'Connection',
  active: 'Send events',
  activeHint: 'Executions are told from the moment this is on. Off: what waits stays.',
  to: 'Send to',
  transports: { http: 'HTTP receiver', file: 'File' },
  url: 'Address',
  urlExample: 'https://marquez.example.com',
  urlHint: 'Without a path, /api/v1/lineage is added.',
  key: 'Key',
  keyHint: 'Sent as a bearer token. Stored sealed and never shown.',
  storedKey: 'Stored. Leave empty to keep it.',
  keyGone: 'Removed when you save',
  removeKey: 'Remove the stored key',
  file: 'File',
  fileHint: 'In the data folder, one event per line.',
  fileMebibytes: 'Size of a file, in MiB',
  fileMebibytesHint: 'A file that has grown so large is put aside.',
  filesKept: 'Files put aside',
  filesKeptHint: 'The oldest goes when there is one more.',
  namespace: 'Namespace',
  namespaceHint: 'Names the jobs of this installation, apart from those of others.',
  test: 'Send test event',
  arrived: (milliseconds: number) => `The test event arrived after ${milliseconds} ms.`,
  failed: (problem: string) => `The test event did not arrive: ${problem}`,
  reset: 'Reset',
  save: 'Save',
  noChanges: 'No changes to save',
  saved: 'Saved the connection',
  damage: ' Enter the connection again and save it.',
}

export const standingWords = {
  title: 'State',
  lastSent: 'Last sent',
  waiting: 'Waiting',
  failed: 'Given up',
  off: 'Off',
  offHint: 'No events are recorded or sent.',
  working: 'Working',
  notYet: 'On, nothing sent yet',
  failing: 'Failing',
  paused: 'Paused',
  state: 'Sending',
  never: 'Never',
  events: (count: number) => formatCount(count, 'event'),
  since: 'Nothing gets through. The first failure was',
  pausedUntil: 'The next attempt is',
  missed:
    'Events were lost: the log of changes was cleaned up before they could be recorded. The last time was',
}

export const eventsWords = {
  title: 'Events not received',
  which: 'Which events',
  waiting: (count: number) => `Waiting (${count})`,
  failed: (count: number) => `Given up (${count})`,
  label: { waiting: 'Events that wait', failed: 'Events that were given up' },
  event: 'Event',
  pipeline: 'Pipeline',
  reason: 'Reason',
  attempts: 'Attempts',
  created: 'Created',
  next: 'Next attempt',
  turn: 'after an earlier one',
  noReason: 'Not tried yet',
  show: ({ type, pipelineName }: OpenLineageEvent) => `Show ${type} of ${pipelineName}`,
  again: 'Send again',
  sendNow: 'Send now',
  discard: 'Discard',
  about: (action: string, { type, pipelineName }: OpenLineageEvent) =>
    `${action}: ${type} of ${pipelineName}`,
  againAll: 'Send all again',
  discardAll: 'Discard all…',
  againDone: (count: number) => `${formatCount(count, 'event')} will be sent again`,
  queued: 'It will be sent at once',
  discardTitle: (count: number) =>
    count === 1 ? 'Discard this event?' : `Discard ${formatCount(count, 'event')}?`,
  discardHint: 'The receiver will never be told. This cannot be undone.',
  discarded: (count: number) => `Discarded ${formatCount(count, 'event')}`,
  loadError: 'Could not load the events',
  empty: {
    waiting: { title: 'Nothing waits', hint: 'All that was recorded has been received.' },
    failed: {
      title: 'Nothing was given up',
      hint: 'An event is given up after two days without success, or when the receiver refuses it three times.',
    },
  },
  noun: ['event', 'events'],
} as const

export const eventDialogWords = {
  title: ({ type, pipelineName }: OpenLineageEvent) => `${type} of ${pipelineName}`,
  payload: 'Event as it is sent',
  execution: 'Open the execution',
  loadError: 'Could not load the event',
  close: 'Close',
}

export const receivingWords = {
  title: 'Jobs of other tools',
  hint: 'dbt, Airflow and others send their events here, with an API token of an operator. Their jobs and datasets then stand in the lineage.',
  address: 'Settings of the OpenLineage client',
  settings: (origin: string) =>
    [`OPENLINEAGE_URL=${origin}`, 'OPENLINEAGE_ENDPOINT=api/openlineage', 'OPENLINEAGE_API_KEY=flx_…'].join(
      '\n',
    ),
  token: 'Create a token',
  search: 'Search jobs',
  label: 'Jobs, the last heard of first',
  job: 'Job',
  tool: 'Tool',
  status: 'Last run',
  noRun: 'No run',
  succeeded: 'Last success',
  seen: 'Last event',
  forget: (name: string) => `Forget ${name}`,
  forgetTitle: (name: string) => `Forget ${name}?`,
  forgetLabel: 'Forget job',
  forgetHint: 'What it moves becomes past in the lineage. An event of it makes it known again.',
  forgotten: (name: string) => `Forgot ${name}`,
  loadError: 'Could not load the jobs',
  empty: 'No job has been told of yet',
  noMatch: 'Nothing matches this search',
  noun: ['job', 'jobs'],
} as const
