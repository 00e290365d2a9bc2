/** Returns whether a field is locked, directly or through a parent: `config` locks every setting. */
export const isLocked = (locked: readonly string[], path: string): boolean =>
  locked.some((lockedPath) => lockedPath === path || path.startsWith(`${lockedPath}.`))
