export const originWords = {
  from: (file: string, line: number, project: string) => `From ${file}, line ${line}, in project ${project}.`,
  sets: 'The project sets',
  rest: 'Everything else is set here. Edits to these are kept, and the next import shows them.',
}

export const folderWords = {
  problem: (name: string) =>
    `The project folder ${name} needs attention. Parts that could not be read stay unchanged.`,
  review: 'Review project',
  statesProblem: 'The project’s pipelines start without state: Meltano’s state was not imported.',
  takeState: 'Import state',
  notInstalled: (project: string, names: readonly string[]) =>
    `${names.length === 1 ? 'A plugin' : `${names.length} plugins`} in ${project} ${names.length === 1 ? 'is' : 'are'} not installed: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}.`,
  install: (count: number) => (count === 1 ? 'Install it' : `Install ${count} plugins`),
}
