/** Starting a program keeps the thread for milliseconds, more the more memory the server has. */
let last: Promise<void> = Promise.resolve()

/**
 * Await before the programs of an execution start: one start per turn of the event loop, so that many at once keep
 * nothing else waiting. One per thread, like the loop that it guards, and therefore not passed in.
 */
export function spawnTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)))
  return last
}
