export const originWords = {
  from: (file: string, line: number, project: string) =>
    `From ${file}, line ${line}, of the project ${project}.`,
  sets: 'The project sets',
  rest: 'Everything else is set here. What you change of these stays, and the next import shows it.',
}
