/** Starting a program keeps the thread for milliseconds, more the more memory the server has. */
let last: Promise<void> = Promise.resolve()

/**
 * To be awaited before the programs of an execution are started: one execution's start in each turn of the event loop, so
 * that many that start at once keep nothing else waiting. Of the thread, like what it guards, and so not handed around.
 */
export function spawnTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)))
  return last
}
