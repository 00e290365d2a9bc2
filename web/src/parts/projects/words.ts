export const originWords = {
  from: (file: string, line: number, project: string) =>
    `From ${file}, line ${line}, of the project ${project}.`,
  sets: 'The project sets',
  rest: 'Everything else is set here. What you change of these stays, and the next import shows it.',
}

export const folderWords = {
  problem: (name: string) =>
    `The project folder ${name} needs attention; what could not be read stays as it was.`,
  review: 'Review the project',
  statesProblem: 'The pipelines of the project start without state: Meltano’s was not taken over.',
  takeState: 'Take it over',
  notInstalled: (project: string, names: readonly string[]) =>
    `${names.length === 1 ? 'A plugin' : `${names.length} plugins`} of ${project} ${names.length === 1 ? 'is' : 'are'} not installed: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}.`,
  install: (count: number) => (count === 1 ? 'Install it' : `Install ${count} plugins`),
}
