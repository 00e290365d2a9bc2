import type { OpenLineageEvent } from '@flx/shared/lineage/open-lineage'

import { formatCount } from '#web/lib/format.ts'

// Words of the OpenLineage page, by component.

export const openLineagePageWords = {
  title: 'OpenLineage',
  intro:
    'Reports every execution to a catalogue such as Marquez or DataHub: start, end, datasets, columns and failure reason.',
  loading: 'Loading the connection',
  loadError: 'Could not load the connection',
}

export const connectionWords = {
  title: 'Connection',
  active: 'Send events',
  activeHint: 'Reports executions from the moment this is on. While it is off, waiting events are kept.',
  to: 'Send to',
  transports: { http: 'HTTP receiver', file: 'File' },
  url: 'Address',
  urlExample: 'https://marquez.example.com',
  urlHint: 'Without a path, /api/v1/lineage is added.',
  key: 'Key',
  keyHint: 'Sent as a bearer token. Stored encrypted and never shown.',
  storedKey: 'Stored. Leave empty to keep it.',
  keyGone: 'Removed when you save',
  removeKey: 'Remove stored key',
  file: 'File',
  fileHint: 'In the data folder, one event per line.',
  fileMebibytes: 'Maximum file size (MiB)',
  fileMebibytesHint: 'A file that reaches this size is rotated.',
  filesKept: 'Rotated files kept',
  filesKeptHint: 'When there are more, the oldest is deleted.',
  namespace: 'Namespace',
  namespaceHint: 'Separates the jobs of this installation from those of others.',
  test: 'Send test event',
  arrived: (milliseconds: number) => `The test event arrived after ${milliseconds} ms.`,
  failed: (problem: string) => `The test event did not arrive: ${problem}`,
  discardChanges: 'Discard changes',
  save: 'Save',
  noChanges: 'No changes to save',
  saved: 'Saved the connection',
  damage: ' Enter the connection again and save it.',
}

export const statusWords = {
  title: 'Status',
  lastSent: 'Last sent',
  waiting: 'Waiting',
  failed: 'Failed',
  off: 'Off',
  offHint: 'No events are recorded or sent.',
  working: 'Working',
  notYet: 'On, nothing sent yet',
  failing: 'Failing',
  paused: 'Paused',
  state: 'Sending',
  never: 'Never',
  events: (count: number) => formatCount(count, 'event'),
  since: 'No events are getting through. The first failure was',
  pausedUntil: 'The next attempt is',
  missed: 'Events were lost: the event log was cleaned up before they could be recorded. The last time was',
}

export const eventsWords = {
  title: 'Undelivered events',
  which: 'Events to show',
  waiting: 'Waiting',
  failed: 'Failed',
  label: { waiting: 'Waiting events', failed: 'Failed events' },
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
  queued: 'Sending now',
  discardTitle: (count: number) =>
    count === 1 ? 'Discard this event?' : `Discard ${formatCount(count, 'event')}?`,
  discardHint: 'Discarded events are never sent. This cannot be undone.',
  discarded: (count: number) => `Discarded ${formatCount(count, 'event')}`,
  loadError: 'Could not load events',
  empty: {
    waiting: { title: 'No waiting events', hint: 'Every recorded event has been received.' },
    failed: {
      title: 'No failed events',
      hint: 'An event fails after two days without success, or when the receiver refuses it three times.',
    },
  },
  noun: ['event', 'events'],
} as const

export const eventDialogWords = {
  title: ({ type, pipelineName }: OpenLineageEvent) => `${type} of ${pipelineName}`,
  payload: 'Event as sent',
  execution: 'Open the execution',
  loadError: 'Could not load the event',
  close: 'Close',
}

export const receivingWords = {
  title: 'Jobs of other tools',
  hint: 'dbt, Airflow and other tools can send events here with an operator’s API token. Their jobs and datasets then appear in the lineage.',
  address: 'OpenLineage client settings',
  settings: (origin: string) =>
    [`OPENLINEAGE_URL=${origin}`, 'OPENLINEAGE_ENDPOINT=api/openlineage', 'OPENLINEAGE_API_KEY=flx_…'].join(
      '\n',
    ),
  token: 'Create a token',
  search: 'Search jobs',
  label: 'Jobs, most recent event first',
  job: 'Job',
  tool: 'Tool',
  status: 'Last run',
  noRun: 'No run',
  succeeded: 'Last successful run',
  seen: 'Last event',
  forget: (name: string) => `Forget ${name}`,
  forgetTitle: (name: string) => `Forget ${name}?`,
  forgetLabel: 'Forget job',
  forgetHint: 'Its flows become past lineage. The job reappears with its next event.',
  forgotten: (name: string) => `Forgot ${name}`,
  loadError: 'Could not load jobs',
  empty: 'No jobs reported yet',
  noMatch: 'No jobs match',
  noun: ['job', 'jobs'],
} as const
