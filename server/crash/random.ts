/** Pseudo-random numbers that repeat for the same seed (mulberry32). */
export interface Random {
  /** From 0 up to `limit`, exclusive. */
  below(limit: number): number
  chance(share: number): boolean
  /** A separate generator, so that its draws do not move the others. */
  fork(): Random
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    below: (limit) => Math.floor(next() * limit),
    chance: (share) => next() < share,
    fork: () => createRandom(Math.floor(next() * 2 ** 32)),
  }
}

/** Picks one of the options at random. */
export function pick<T>(options: readonly [T, ...T[]], random: Random): T {
  return options[random.below(options.length)] ?? options[0]
}
