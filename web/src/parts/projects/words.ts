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
}
