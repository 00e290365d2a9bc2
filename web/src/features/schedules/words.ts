import { formatCount, formatNumber } from '#web/lib/format.ts'

// Words of the schedules page, by component.

interface CrowdedHours {
  /** Pipelines due in the most crowded minute. */
  peak: number
  time: string
  /** The number of other crowded hours. */
  more: number
  /** The number of executions that can run at once. */
  concurrency: number
}

export const comingDayWords = {
  hours: 'Hours',
  runs: 'Runs',
  title: 'Next 24 hours',
  view: 'View',
  hour: (time: string, count: number, peak: number) =>
    `${time}: ${formatCount(count, 'run')}${peak > 1 ? `, up to ${formatNumber(peak)} in one minute` : ''}`,
  crowded: ({ peak, time, more, concurrency }: CrowdedHours) =>
    `${formatNumber(peak)} pipelines are due at ${time}${more > 0 ? `, and ${formatCount(more, 'more hour')} ${more === 1 ? 'is' : 'are'} crowded` : ''}. Only ${formatNumber(concurrency)} can run at the same time. Use start windows to spread them.`,
  none: 'No runs in the next 24 hours.',
  runsLabel: 'Upcoming runs',
  due: 'Due',
  pipeline: 'Pipeline',
  startsIn: 'In',
  truncated: 'Only the first runs are listed.',
}

export const pauseAllButtonWords = {
  notLoaded: 'The schedules are not loaded yet.',
  loadError: 'Could not load schedules',
  resumed: 'Resumed all schedules',
  resumeAll: 'Resume all',
  pauseAll: 'Pause all',
  pauseAllSchedules: 'Pause all schedules?',
  pauseHint:
    'No pipeline starts on schedule until you resume. Running executions continue, and pipelines can still be executed manually. Runs missed during the pause are not caught up.',
}

export const scheduleColumnsWords = {
  executed: 'Executed',
  skipped: 'Skipped',
  missed: 'Missed',
  pipeline: 'Pipeline',
  schedule: 'Schedule',
  spread: (duration: string) => `spread over ${duration}`,
  nextRun: 'Next run',
  lastRun: 'Last scheduled run',
  inactive: 'Inactive',
  paused: 'Paused',
  late: 'Late',
  allPipelines: 'All pipelines',
  held: 'Held',
  none: 'None yet',
  resumed: (pipelineName: string) => `Resumed the schedule of ${pipelineName}`,
  pausedNamed: (pipelineName: string) => `Paused the schedule of ${pipelineName}`,
  switchLabel: (active: boolean, name: string) => `${active ? 'Pause' : 'Resume'} the schedule of ${name}`,
  pause: 'Pause',
  resume: 'Resume',
}

export const schedulesPageWords = {
  noun: ['schedule', 'schedules'] as const,
  late: 'Late',
  active: 'Active',
  inactive: 'Inactive',
  schedules: 'Schedules',
  filterSchedules: 'Filter schedules',
  filterByNameDescription: 'Filter by name, description, plugin…',
  state: 'State',
  loadError: 'Could not load schedules',
  noSchedulesMatch: 'No schedules match',
  noSchedulesYet: 'No schedules yet',
  clearAllFilters: 'Clear filters',
  goToPipelines: 'Go to pipelines',
  noneLate: 'Every run started on time.',
  noMatchHint: 'Try a different search, or clear the filters.',
  emptyHint: 'Add a schedule to a pipeline to run it automatically.',
  paused: (time: string, by: string) => `All schedules have been paused by ${by} since ${time}.`,
  moreHolds: 'More holds',
}
