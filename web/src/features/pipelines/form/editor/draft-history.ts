/** What was, what is, and what was undone. */
export interface History<State> {
  past: readonly State[]
  now: State
  future: readonly State[]
  /** What the last step changed: more of the same, such as typing, is one step. */
  about: string | null
}

/** Steps that are kept. */
const MOST = 200

export const startHistory = <State>(now: State): History<State> => ({
  past: [],
  now,
  future: [],
  about: null,
})

/** One more step. `about` null stands alone, whatever the step before was about. */
export function recorded<State>(
  { past, now, about: before }: History<State>,
  next: State,
  about: string | null,
): History<State> {
  const isSame = about !== null && about === before
  return { past: isSame ? past : [...past, now].slice(-MOST), now: next, future: [], about }
}

/** One step back; as it is without any. */
export function undone<State>(history: History<State>): History<State> {
  const { past, now, future } = history
  const [before] = past.slice(-1)
  if (before === undefined) return history
  return { past: past.slice(0, -1), now: before, future: [now, ...future], about: null }
}

/** The step that was undone last, again. */
export function redone<State>(history: History<State>): History<State> {
  const { past, now, future } = history
  const [next, ...rest] = future
  if (next === undefined) return history
  return { past: [...past, now], now: next, future: rest, about: null }
}
