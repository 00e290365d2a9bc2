// Words of the fields of the pipeline form.

export const afterFieldWords = {
  label: 'After pipeline',
  hint: 'Also starts when that pipeline succeeds. Leave empty for none.',
  noPipeline: 'No pipeline',
}

export const mapperListWords = {
  moved: (name: string, place: number, count: number) => `${name} is now number ${place} of ${count}.`,
  mappers: 'Mappers',
  mapper: 'Mapper',
  hint: 'Change records between extractor and loader, in this order.',
  mappersInOrder: 'Mappers in order',
  mapperNumber: (place: number) => `Mapper ${place}`,
  chooseMapper: 'Choose a mapper…',
  moveUp: (place: number) => `Move mapper ${place} up`,
  first: 'Already first',
  moveDown: (place: number) => `Move mapper ${place} down`,
  last: 'Already last',
  remove: (place: number) => `Remove mapper ${place}`,
  removed: (name: string) => `Removed ${name}`,
  tooMany: 'A pipeline can have at most 20 mappers.',
  addMapper: 'Add mapper',
}

export const nextRunsWords = {
  moved: 'Moved',
  movedHint: 'The clock skips this time. It runs right after the gap.',
  afterGap: 'After a gap',
  afterGapHint: 'The clock skipped an hour before this run. A wildcard schedule has no runs in that hour.',
  secondTime: 'Second time',
  secondTimeHint: 'The clock shows this time twice. A wildcard schedule runs both times.',
  firstOfTwo: 'First of two',
  firstOfTwoHint: 'The clock shows this time twice. It runs only the first time.',
  clockChanged: 'Clock changed',
  clockChangedHint: 'Daylight saving time began or ended since the previous run.',
  label: 'Next runs',
}

export const pluginSelectWords = {
  notRegistered: (reference: string) => `${reference} (not added)`,
  bundled: 'Bundled',
  installed: 'Installed',
  notInstalled: 'Not installed',
  pluginPage: 'Plugin page',
  newTab: '(new tab)',
}

export const scheduleFieldsWords = {
  manual: 'Manual',
  every15Minutes: 'Every 15 minutes',
  everyHour: 'Every hour',
  every6Hours: 'Every 6 hours',
  everyDayAt02: 'Every day at 02:00',
  weekdaysAt0600: 'Weekdays at 06:00',
  mondaysAt0300: 'Mondays at 03:00',
  n1stOfEachMonth: 'The 1st of each month at 04:00',
  when: 'When',
  custom: 'Custom',
  cronExpression: 'Cron expression',
  cronHint: 'Minute, hour, day, month, weekday, or @daily. Leave empty for manual.',
  timeZone: 'Time zone',
  timezoneHint: 'Follows daylight saving time.',
}

export const labelFieldWords = {
  label: 'Required labels',
  hint: 'Only workers with all of these labels execute it. Leave empty for any worker.',
  example: 'inside-vpn…',
  add: 'Add a label…',
  remove: (label: string) => `Remove label ${label}`,
  adminsOnly: 'Labels decide which networks its connectors can reach.',
  unknown: (labels: readonly string[]) =>
    labels.length === 1
      ? `No worker has the label ${labels[0]} now, so executions wait.`
      : `No worker has the labels ${labels.join(', ')} now, so executions wait.`,
}

export const tagInputWords = {
  removeTag: (tag: string) => `Remove tag ${tag}`,
  example: 'finance, nightly…',
  add: 'Add a tag…',
}

export const timeFieldWords = {
  noLimit: 'No limit',
  unit: (label: string) => `Unit of the ${label}`,
}
