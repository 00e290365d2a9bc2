import { formatCount } from '#web/lib/format.ts'

// Words of the comparison of runners.

export const runnersWords = {
  title: 'Runners',
  intro:
    'What our own runner and an installed Meltano do of the same, by the newest successes of both. Figures are of executions that took place; nothing is executed for them.',
  loadError: 'Could not compare the runners',
  meltano: 'Performed by Meltano',
  own: 'Performed by our own runner',
  none: 'None',
  speed: 'Speed',
  figure: 'Figure',
  ownRunner: 'Our own runner',
  meltanoRunner: 'Meltano',
  difference: 'Our own runner is',
  executions: 'Executions compared',
  compared: (count: number, full: number) =>
    `${formatCount(count, 'success', 'successes')}, ${full === count ? 'all' : full === 0 ? 'none' : full} from the beginning`,
  period: 'From, to',
  duration: 'Duration (median)',
  start: 'Until the extractor is at work (median)',
  records: 'Records (median)',
  rate: 'Records per second (median)',
  uncounted: (count: number) => `of ${formatCount(count, 'execution')} that reported them`,
  newest: 'Newest execution',
  version: 'Version of Meltano',
  unknown: '—',
  faster: (times: string) => `${times} × as fast`,
  same: 'as fast',
  modes:
    'The two sides loaded differently: one that continues from a state does less than one from the beginning. Compare after a full refresh of both.',
  emptyTitle: 'Nothing to compare yet',
  noMeltano:
    'No pipeline is performed by Meltano. An administrator chooses it in the form of a pipeline, under Runner, or for jobs of a project when it is imported.',
  noRuns: (name: string) =>
    `Meltano has not performed "${name}" with success yet. Execute it, then come back.`,
  noOwn: (name: string) =>
    `Nothing here does the same as "${name}" by our own runner. Import its project without "Run through Meltano", or create a pipeline with the same extractor and loader, and execute it.`,
  noOwnRuns: (name: string) => `"${name}" has no success by our own runner yet. Execute it, then come back.`,
  importProject: 'Import a Meltano project',
  open: 'Open the pipeline',
  plugins: 'Plugins',
  plugin: 'Step',
  versionUnknown: 'version not known',
  streams: 'Records by stream, in the newest executions',
  stream: 'Stream',
  noStreams: 'Neither reported streams.',
  settings: 'Settings, in the newest executions',
  setting: 'Step and setting',
  sameSettings: 'Both had the same settings.',
  settingsUnknown:
    'What Meltano found is not known of its newest success. Execute the pipeline again, then come back.',
  settingsOfMeltano:
    "Meltano's are those of its project and environment when it started; our own runner's are those of its execution. Secrets and references are not compared.",
  state: 'State after the newest executions',
  sameState: 'Both continue from the same state.',
  path: 'Path',
  more: (count: number) => `${formatCount(count, 'more difference')} not shown`,
}
