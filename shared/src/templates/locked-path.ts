/** Whether a field is locked, itself or what it is a part of: `config` locks every setting. */
export const isLocked = (locked: readonly string[], path: string): boolean =>
  locked.some((one) => one === path || path.startsWith(`${one}.`))
