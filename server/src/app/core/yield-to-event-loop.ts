/** Longest time without yielding, in milliseconds: longer work is noticeable on a live page. */
const MAX_MS = 10

/**
 * Returns a function to await before each step of a long loop whose steps never wait (SQLite answers at
 * once). Whenever the loop has run for `longestMs`, requests, sockets and timers get a turn.
 */
export function yieldToEventLoop(longestMs = MAX_MS): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < longestMs) return
    await new Promise((resolve) => setImmediate(resolve))
    since = performance.now()
  }
}
