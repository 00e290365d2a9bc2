/** The past states, the current one, and the undone ones. */
export interface History<State> {
  past: readonly State[]
  present: State
  future: readonly State[]
  /** The subject of the last step. Further changes of the same subject, such as typing, join that step. */
  subject: string | null
}

/** The number of steps kept. */
const LIMIT = 200

export const startHistory = <State>(present: State): History<State> => ({
  past: [],
  present,
  future: [],
  subject: null,
})

/** Adds a step. With `subject` null it always stands alone. */
export function recordStep<State>(
  { past, present, subject: lastSubject }: History<State>,
  next: State,
  subject: string | null,
): History<State> {
  const isSame = subject !== null && subject === lastSubject
  return { past: isSame ? past : [...past, present].slice(-LIMIT), present: next, future: [], subject }
}

/** Undoes one step. Returns the history unchanged if there is none. */
export function undoStep<State>(history: History<State>): History<State> {
  const { past, present, future } = history
  const [before] = past.slice(-1)
  if (before === undefined) return history
  return { past: past.slice(0, -1), present: before, future: [present, ...future], subject: null }
}

/** Redoes the step that was undone last. */
export function redoStep<State>(history: History<State>): History<State> {
  const { past, present, future } = history
  const [next, ...rest] = future
  if (next === undefined) return history
  return { past: [...past, present], present: next, future: rest, subject: null }
}
