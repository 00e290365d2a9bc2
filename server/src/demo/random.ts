/** Numbers that look random and are the same at every start (mulberry32). */
export interface Random {
  /** Returns a number from 0 to below 1. */
  next(): number
  /** Returns a number around 0, mostly within ±2. */
  normal(): number
  pick<T>(items: readonly [T, ...T[]]): T
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    normal: () => next() + next() + next() + next() + next() + next() - 3,
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
  }
}
