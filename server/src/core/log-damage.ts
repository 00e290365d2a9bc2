import { damageChannel, type Damage } from '../adapters/db/core/rows/json.ts'
import type { Log } from '../domain/core/log.ts'

/** Most damaged rows that are logged: far more than can be repaired by hand. */
const MOST = 10_000

/** Says once of everything that is damaged in the database where it lies. */
export function logDamage(log: Log): Disposable {
  const said = new Set<string>()
  const hear = (message: unknown): void => {
    // Only the readers of rows publish on this channel.
    const { table, id, column, reason } = message as Damage
    const key = JSON.stringify([table, id, column])
    if (said.has(key) || said.size >= MOST) return
    said.add(key)
    log.warn({ table, id, column, reason }, 'Damaged data in the database is left out')
  }
  damageChannel.subscribe(hear)
  return { [Symbol.dispose]: () => damageChannel.unsubscribe(hear) }
}
