import { formatCount } from '#web/lib/format.ts'

// Words of the page about the state of a Meltano, by component.

export const meltanoStateWords = {
  title: 'Meltano state',
  intro:
    'Pipelines that ran under Meltano continue from their bookmarks there, and can return to it. Look first: nothing changes until you choose.',
}

export const backendFormWords = {
  where: 'Where Meltano keeps its state',
  kinds: { sqlite: 'SQLite file', postgresql: 'PostgreSQL', folder: 'Folder', s3: 'S3 bucket' },
  path: 'Path of the system database',
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
  notKept: 'Addresses, passwords and keys are used for this page and kept nowhere.',
  environment: 'Environment',
  environmentHint: 'Its states are proposed',
  look: 'Look',
}

export const statesTableWords = {
  direction: 'Direction',
  take: 'Take over',
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
  running: 'Meltano is at work on it',
  first: (streams: number) => `${formatCount(streams, 'stream')}, the first state`,
  compared: ({ added, changed, same, lost }: Record<'added' | 'changed' | 'same' | 'lost', number>) =>
    added + changed + lost === 0
      ? 'The same'
      : [
          ...(changed > 0 ? [`${changed} changed`] : []),
          ...(added > 0 ? [`${added} added`] : []),
          ...(lost > 0 ? [`${lost} lost`] : []),
          ...(same > 0 ? [`${same} the same`] : []),
        ].join(', '),
  replaces: 'Replaces what Meltano has',
  notThere: 'Meltano has none yet',
  nothing: 'Meltano keeps no state there.',
  nothingToWrite: 'No pipeline here has a state to write.',
  takeCount: (count: number) => `Take over ${formatCount(count, 'state')}`,
  writeCount: (count: number) => `Write ${formatCount(count, 'state')} back`,
  chooseFirst: 'Select states with a pipeline',
}

export const confirmTransferWords = {
  takeHint: 'Each becomes a new version of its pipeline’s state, which can be undone there.',
  writeHint: 'What Meltano has for them is replaced, and Meltano keeps no earlier version.',
  done: (count: number) => `${formatCount(count, 'state')} transferred`,
  result: 'Result',
  outcomes: { done: 'Done', unchanged: 'The same already', error: 'Not done' },
}

export const compareWords = {
  title: (id: string) => `Compare ${id}`,
  hint: 'From the state here to the one that Meltano has.',
  same: 'Both are the same.',
  loading: 'Comparing',
  close: 'Close',
}
