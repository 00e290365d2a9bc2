import { randomFillSync } from 'node:crypto'

import type { Clock, NewId } from '../../domain/core/ports.ts'

export const systemClock: Clock = { now: () => new Date() }

/** Never goes back and is never set: measures how long something takes. */
export const steadyClock: Clock = { now: () => new Date(performance.timeOrigin + performance.now()) }

/**
 * Creates UUIDv7 ids (RFC 9562): 48 bits of milliseconds, then a counter that starts at random and grows within the
 * same millisecond, so that ids of one process sort by creation.
 */
export function createNewId(clock: Clock = systemClock): NewId {
  const bytes = Buffer.alloc(16)
  let lastMs = 0
  let counter = 0
  return () => {
    const now = clock.now().getTime()
    randomFillSync(bytes)
    if (now > lastMs) {
      lastMs = now
      counter = bytes.readUInt16BE(6) & 0x7ff
    } else if (++counter > 0xfff) {
      counter = 0
      lastMs += 1
    }
    bytes.writeUIntBE(lastMs, 0, 6)
    bytes.writeUInt16BE(0x7000 | counter, 6)
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}
