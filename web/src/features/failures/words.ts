import { formatCount, formatNumber } from '#web/lib/format.ts'
import { formatTotal } from '#web/ui/table/load-more.tsx'

// Words of the Failures page, by component.

export const failuresPageWords = {
  title: 'Failures',
  openCauses: (count: number) => (count === 0 ? 'No open causes' : formatCount(count, 'open cause')),
  failed: (count: number | { atLeast: number }, since: string) =>
    `${formatTotal(count)} failed ${count === 1 ? 'execution' : 'executions'} ${since}`,
  notLoading: (count: number) =>
    count === 1 ? '1 pipeline is not loading data' : `${formatNumber(count)} pipelines are not loading data`,
  alertRules: 'Alert rules',
  footer:
    'Failures with the same plugin and message, ignoring numbers and names, count as one cause. A cause has recovered once every affected pipeline has succeeded again.',
}

export const filterWords = {
  search: 'Error, pipeline, plugin',
  searchLabel: 'Search failures',
  state: 'State',
  all: 'All',
  seen: 'Last seen',
  plugin: 'Plugin',
  tag: 'Tag',
  assignee: 'Assigned to',
  unassigned: 'Unassigned',
  spans: {
    hour: 'In the last hour',
    night: 'Since 18:00 last night',
    day: 'In the last 24 hours',
    week: 'In the last 7 days',
  },
  since: {
    hour: 'in the last hour',
    night: 'since 18:00',
    day: 'in the last 24 hours',
    week: 'in the last 7 days',
  },
}

export const causeTableWords = {
  label: 'Causes of failures',
  cause: 'Cause',
  affected: 'Affected',
  seen: 'Last and first seen',
  failures: 'Failures, 14 days',
  span: '14 days',
  state: 'State',
  assignedTo: 'Assigned to',
  unassigned: 'Unassigned',
  pipelines: (count: number) => formatCount(count, 'pipeline').replace(/^[\d,]+ /, ''),
  expand: (title: string) => `Show details of “${title}”`,
  collapse: (title: string) => `Hide details of “${title}”`,
  days: (counts: readonly number[]) => `Per day, oldest first: ${counts.join(', ')}`,
  recoveredOn: (attempt: number) => `on attempt ${attempt}`,
  loadError: 'Could not load failures',
  none: 'Nothing has failed',
  noneHint: 'Failed executions appear here, grouped by cause.',
  noMatch: 'No causes match these filters',
  clear: 'Clear filters',
  noun: ['cause', 'causes'] as const,
}

export const causeDetailWords = {
  quoted: 'Last message',
  retryAll: (count: number) => (count === 1 ? 'Retry' : `Retry all ${formatNumber(count)}`),
  nothingToRetry: 'Every affected pipeline has succeeded again.',
  hold: (plugin: string) => `Hold ${plugin}…`,
  acknowledge: 'Acknowledge',
  removeAcknowledgement: 'Remove acknowledgement',
  assign: 'Assign',
  openLog: 'Open newest log',
  noLog: 'This execution was cleaned up.',
  more: 'More actions',
  assignTo: (name: string) => `Assign to ${name}`,
  unassign: 'Remove assignment',
  copyLink: 'Copy link',
  linkCopied: 'Link copied',
  linkNotCopied: 'Could not copy the link. Copy it from the address bar.',
  retryFailed: (error: string) => `Could not retry. ${error}`,
  notes: 'Comments',
}

export const causePipelinesWords = {
  label: 'Affected pipelines',
  pipeline: 'Pipeline',
  failed: 'Failed',
  duration: 'Duration',
  attempt: 'Attempt',
  failures: 'Failures',
  lastRuns: 'Last 12 runs',
  runs: (text: string) => `Oldest first: ${text}`,
  openLog: (name: string) => `Open the log of ${name}`,
  retry: (name: string) => `Retry ${name}`,
  succeeded: 'It has succeeded since.',
  queued: (name: string) => `Queued ${name}.`,
  viewExecution: 'View execution',
  lineage: (name: string) => `Downstream impact of ${name}`,
  recovered: 'Recovered',
  showOthers: (count: number) => `Show the other ${formatCount(count, 'pipeline')}`,
  showMore: 'Show more pipelines',
  loadError: 'Could not load affected pipelines',
}

export const likelyTriggerWords = {
  title: 'Likely trigger',
  others: 'Also changed',
  loading: 'Looking for changes',
  loadError: 'Could not load changes',
  none: 'No known changes in the 48 hours before the first failure.',
  installed: (by: string) => `${by} installed `,
  changedVersion: (by: string) => `${by} changed `,
  edited: (by: string) => `${by} changed `,
  fromTo: (from: string, to: string) => ` from version ${from} to ${to}`,
  schemaChanged: 'The source of ',
  schemaChangedEnd: ' changed its schema',
  serverStarted: 'The server was restarted',
  followedAtOnce: 'The first failure followed immediately.',
  followed: (span: string) => `The first failure followed ${span} later.`,
  noneFails: (version: string) => `The last success used ${version}.`,
  othersSucceed: (succeeding: number, total: number, plugin: string) =>
    succeeding === total
      ? `${total === 1 ? 'The other pipeline' : `All ${formatNumber(total)} other pipelines`} with ${plugin} succeed${total === 1 ? 's' : ''}.`
      : succeeding === 0
        ? `No other pipeline with ${plugin} succeeds.`
        : `${formatNumber(succeeding)} of ${formatNumber(total)} other pipelines with ${plugin} succeed.`,
  secret: 'secret value',
  removed: 'not set',
  rollBack: 'Roll back…',
  rollBackTitle: (plugin: string) => `Roll back ${plugin}?`,
  rollBackConfirm: 'Roll back',
  rollBackHint: (plugin: string) =>
    `Reinstalls the exact packages that ${plugin} had before the last installation. The current version stays in use until they are installed.`,
  rolling: (plugin: string) => `Rolling back ${plugin}.`,
  undo: 'Undo this edit…',
  undoTitle: (name: string) => `Undo the edit of ${name}?`,
  undoConfirm: 'Undo edit',
  undoHint: 'Restores the previous values of the changed fields, as a new edit.',
  undone: (name: string) => `Undid the edit of ${name}.`,
  view: 'View',
}
