/** Placeholders in a log for lines that cannot be shown. */
export const LOG_WORDS = {
  gap: (first: number, last: number) =>
    `Lines ${first.toLocaleString('en')} to ${last.toLocaleString('en')} are not kept.`,
  damaged: 'This line is damaged in the database.',
}
