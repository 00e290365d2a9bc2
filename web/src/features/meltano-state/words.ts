import { formatCount } from '#web/lib/format.ts'

// Words of the Meltano state page, by component.

export const meltanoStateWords = {
  title: 'Meltano state',
  intro:
    'Continue pipelines from their bookmarks in Meltano, or write bookmarks back to it. Nothing changes until you choose.',
}

export const backendFormWords = {
  where: 'Meltano state backend',
  kinds: { sqlite: 'SQLite file', postgresql: 'PostgreSQL', folder: 'Folder', s3: 'S3 bucket' },
  path: 'System database path',
  pathHint: 'On the server, such as /srv/project/.meltano/meltano.db',
  folder: 'Folder',
  folderHint: 'On the server, as in state_backend.uri: file:///srv/state',
  url: 'Database address',
  urlHint: 'As in database_uri: postgresql://user:password@host/meltano',
  bucket: 'Bucket',
  prefix: 'Prefix',
  region: 'Region',
  endpoint: 'Endpoint',
  endpointHint: 'Only for servers other than Amazon S3',
  accessKeyId: 'Access key ID',
  secretAccessKey: 'Secret access key',
  notKept: 'Addresses, passwords and keys are used on this page only and not stored.',
  environment: 'Environment',
  environmentHint: 'Suggests the states of this environment',
  look: 'Load states',
}

export const statesTableWords = {
  direction: 'Direction',
  take: 'Import',
  write: 'Write back',
  label: 'States',
  all: 'Select all states',
  one: (id: string) => `Select ${id}`,
  state: 'State ID',
  written: 'Last written',
  pipeline: 'Pipeline',
  here: 'State here',
  effect: 'Effect',
  compare: (id: string) => `Compare ${id}`,
  choose: (id: string) => `Pipeline for ${id}`,
  chooseOne: 'Choose a pipeline',
  noPipeline: 'No pipeline has this extractor and loader',
  noState: 'No state',
  running: 'Meltano is running it',
  first: (streams: number) => `${formatCount(streams, 'stream')}, the first state`,
  compared: ({
    added,
    changed,
    unchanged,
    removed,
  }: Record<'added' | 'changed' | 'unchanged' | 'removed', number>) =>
    added + changed + removed === 0
      ? 'No change'
      : [
          ...(changed > 0 ? [`${changed} changed`] : []),
          ...(added > 0 ? [`${added} added`] : []),
          ...(removed > 0 ? [`${removed} removed`] : []),
          ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
        ].join(', '),
  replaces: 'Replaces what Meltano has',
  notThere: 'Meltano has none yet',
  nothing: 'No Meltano states found.',
  nothingToWrite: 'No pipeline here has state to write back.',
  takeCount: (count: number) => (count === 0 ? 'Import states' : `Import ${formatCount(count, 'state')}`),
  writeCount: (count: number) =>
    count === 0 ? 'Write back states' : `Write back ${formatCount(count, 'state')}`,
  chooseFirst: 'Select states with a pipeline',
}

export const confirmTransferWords = {
  takeHint: 'Each becomes a new version of its pipeline’s state. You can restore an earlier version there.',
  writeHint: 'Replaces their state in Meltano, which keeps no earlier version.',
  done: (count: number) => `${formatCount(count, 'state')} transferred`,
  result: 'Result',
  outcomes: { done: 'Done', unchanged: 'Unchanged', error: 'Failed' },
}

export const compareWords = {
  loadError: 'Could not compare the states',
  title: (id: string) => `Compare ${id}`,
  hint: 'From the state here to Meltano’s state.',
  same: 'No differences.',
  loading: 'Comparing',
  close: 'Close',
}
