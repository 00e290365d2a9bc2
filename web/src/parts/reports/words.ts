export const reportedWords = {
  reported: 'Reported',
  hint: 'Ran elsewhere; flx report told of it',
}
