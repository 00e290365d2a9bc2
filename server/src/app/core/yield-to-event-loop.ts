/** A frame of a live page; work that takes longer is noticed. */
const LONGEST_MS = 10

/**
 * For loops over many things whose steps need no waiting (SQLite answers at once): to be awaited before each step.
 * Requests, sockets and timers get their turn whenever the loop has gone on for ten milliseconds.
 */
export function yieldToEventLoop(longestMs = LONGEST_MS): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < longestMs) return
    await new Promise((resolve) => setImmediate(resolve))
    since = performance.now()
  }
}
