import { damageChannel, type Damage } from '../adapters/db/core/rows/json.ts'
import type { Log } from '../domain/core/log.ts'

/** How many damaged columns are logged at most: far more than can be repaired manually. */
const LIMIT = 10_000

/** Logs the place of everything that is damaged in the database, once each. */
export function logDamage(log: Log): Disposable {
  const logged = new Set<string>()
  const logOnce = (message: unknown): void => {
    // Only the readers of rows publish on this channel.
    const { table, id, column, reason } = message as Damage
    const key = JSON.stringify([table, id, column])
    if (logged.has(key) || logged.size >= LIMIT) return
    logged.add(key)
    log.warn({ table, id, column, reason }, 'Ignored damaged data in the database')
  }
  damageChannel.subscribe(logOnce)
  return { [Symbol.dispose]: () => damageChannel.unsubscribe(logOnce) }
}
