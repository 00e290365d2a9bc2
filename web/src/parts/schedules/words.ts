// The words about schedules in the pages that show one.

export const scheduleProblemsWords = {
  lateHint: 'A run was due and did not start.',
  lateDue: 'Late, due ',
  pausedBy: (name: string) => `Paused by ${name}`,
  paused: 'Schedules paused',
  held: 'Held',
}

export const scheduleTextWords = {
  fiveFields: 'Enter five fields: minute, hour, day, month and weekday.',
  notCron: (reason: string) => `This is not a cron expression: ${reason}`,
  manual: 'Manual',
}
