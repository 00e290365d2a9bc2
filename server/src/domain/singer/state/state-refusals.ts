import type { StateRefusal } from './singer-state.ts'

/** Descriptions of values that are not a state. */
export const NOT_A_STATE: Record<Exclude<StateRefusal, 'empty' | 'not-finite'>, string> = {
  text: 'text that is not JSON',
  value: 'JSON that is not an object',
  log: 'a log line in JSON',
  metric: 'a measurement in JSON',
  message: 'a Singer message',
}

/** Returns the sentence for the execution's log about loader output that is not stored as a state. */
export function refusalSentence(refusal: StateRefusal): string {
  switch (refusal) {
    case 'empty':
      return 'The loader confirmed an empty state, so the previous state is kept.'
    case 'not-finite':
      return 'The loader confirmed a state with NaN or Infinity, which JSON does not allow, so the previous state is kept. Correct the bookmark in the extractor.'
    default:
      return `The loader wrote ${NOT_A_STATE[refusal]} to stdout, where only states belong. It is kept in the log, not as a state.`
  }
}
