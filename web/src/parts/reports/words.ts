export const reportedWords = {
  reported: 'Reported',
  hint: 'Ran elsewhere; reported with flx report',
}
