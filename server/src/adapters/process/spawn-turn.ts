/** Starting a program blocks the thread for milliseconds, longer the more memory the server has. */
let last: Promise<void> = Promise.resolve()

/**
 * Await before the programs of an execution start: one start per turn of the event loop, so that many starts at once do
 * not block other work. There is one queue per thread, like the loop that it guards, and therefore it is not passed in.
 */
export function spawnTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)))
  return last
}
