import { formatCount } from '#web/lib/format.ts'

// Words of the comparison of runners.

export const runnersWords = {
  title: 'Runners',
  intro:
    'Compares the built-in runner with an installed Meltano by the latest successful executions of both. Only past executions count; nothing is executed.',
  loadError: 'Could not compare the runners',
  meltano: 'Run with Meltano',
  builtIn: 'Run with the built-in runner',
  none: 'None',
  speed: 'Speed',
  figure: 'Figure',
  builtInRunner: 'Built-in runner',
  meltanoRunner: 'Meltano',
  difference: 'Built-in runner is',
  executions: 'Executions compared',
  compared: (count: number, full: number) =>
    `${formatCount(count, 'successful execution')}, ${full === count ? 'all' : full === 0 ? 'none' : full} from the start`,
  period: 'Period',
  duration: 'Duration (median)',
  start: 'Time until the extractor runs (median)',
  records: 'Records (median)',
  rate: 'Records per second (median)',
  uncounted: (count: number) => `of ${formatCount(count, 'execution')} that reported them`,
  newest: 'Latest execution',
  version: 'Meltano version',
  unknown: '—',
  faster: (times: string) => `${times}× as fast`,
  same: 'equally fast',
  modes:
    'The two sides loaded differently: an execution that continues from a state loads less than one from the start. Compare after a full refresh of both.',
  emptyTitle: 'Nothing to compare yet',
  noMeltano:
    'No pipeline runs with Meltano. An administrator can choose it under Runner in the pipeline form, or for jobs when importing a project.',
  noRuns: (name: string) => `Meltano has not run "${name}" successfully yet. Execute it, then come back.`,
  noBuiltIn: (name: string) =>
    `No pipeline with the built-in runner does the same as "${name}". Import its project without "Run with Meltano", or create a pipeline with the same extractor and loader, then execute it.`,
  noBuiltInRuns: (name: string) =>
    `"${name}" has not succeeded with the built-in runner yet. Execute it, then come back.`,
  importProject: 'Import a Meltano project',
  open: 'Open pipeline',
  plugins: 'Plugins',
  plugin: 'Step',
  versionUnknown: 'unknown version',
  streams: 'Records by stream, in the latest executions',
  stream: 'Stream',
  noStreams: 'Neither reported streams.',
  settings: 'Settings, in the latest executions',
  setting: 'Step and setting',
  sameSettings: 'Both had the same settings.',
  settingsUnknown:
    'Meltano’s settings are not known for its latest success. Execute the pipeline again, then come back.',
  settingsOfMeltano:
    "Meltano's settings are those of its project and environment when it started; the built-in runner's are those of its execution. Secrets and references are not compared.",
  state: 'State after the latest executions',
  sameState: 'Both continue from the same state.',
  path: 'Path',
  more: (count: number) => `${formatCount(count, 'more difference')} not shown`,
}
