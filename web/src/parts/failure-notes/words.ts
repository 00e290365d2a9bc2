// Words of the acknowledgement and comments of a failure.

export const failureNotesWords = {
  loadError: 'Could not load comments',
  notAcknowledged: 'Not acknowledged',
  acknowledgedBy: 'Acknowledged by ',
  comment: 'Comment',
  comments: 'Comments',
  acknowledge: 'Acknowledge',
  remove: 'Remove acknowledgement',
}

export const commentWords = {
  label: failureNotesWords.comment,
  hint: 'What you know, what you did, who you asked.',
  cancel: 'Cancel',
  save: 'Add comment',
}
