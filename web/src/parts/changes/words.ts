// The words of a list of changes.

export const changeListWords = {
  showFewer: 'Show fewer',
  showMore: (count: number) => `Show ${count} more`,
  secretChanged: 'secret changed',
  before: 'before: ',
  after: 'after: ',
  removed: ' removed',
  secret: '(secret)',
  empty: '(empty)',
  none: '(none)',
  yes: 'yes',
  no: 'no',
}
