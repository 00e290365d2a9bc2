/** The past states, the current one, and the undone ones. */
export interface History<State> {
  past: readonly State[]
  now: State
  future: readonly State[]
  /** The subject of the last step. Further changes of the same subject, such as typing, join that step. */
  about: string | null
}

/** The number of steps kept. */
const LIMIT = 200

export const startHistory = <State>(now: State): History<State> => ({
  past: [],
  now,
  future: [],
  about: null,
})

/** Adds a step. With `about` null it always stands alone. */
export function recorded<State>(
  { past, now, about: before }: History<State>,
  next: State,
  about: string | null,
): History<State> {
  const isSame = about !== null && about === before
  return { past: isSame ? past : [...past, now].slice(-LIMIT), now: next, future: [], about }
}

/** Undoes one step. Returns the history unchanged if there is none. */
export function undone<State>(history: History<State>): History<State> {
  const { past, now, future } = history
  const [before] = past.slice(-1)
  if (before === undefined) return history
  return { past: past.slice(0, -1), now: before, future: [now, ...future], about: null }
}

/** Redoes the step that was undone last. */
export function redone<State>(history: History<State>): History<State> {
  const { past, now, future } = history
  const [next, ...rest] = future
  if (next === undefined) return history
  return { past: [...past, now], now: next, future: rest, about: null }
}
