import { damageChannel, type Damage } from '../adapters/db/core/rows/json.ts'
import type { Log } from '../domain/core/log.ts'

/** How many damaged columns are logged at most: far more than can be repaired manually. */
const LIMIT = 10_000

/** Logs the place of everything that is damaged in the database, once each. */
export function logDamage(log: Log): Disposable {
  const said = new Set<string>()
  const hear = (message: unknown): void => {
    // Only the readers of rows publish on this channel.
    const { table, id, column, reason } = message as Damage
    const key = JSON.stringify([table, id, column])
    if (said.has(key) || said.size >= LIMIT) return
    said.add(key)
    log.warn({ table, id, column, reason }, 'Left out damaged data in the database')
  }
  damageChannel.subscribe(hear)
  return { [Symbol.dispose]: () => damageChannel.unsubscribe(hear) }
}
