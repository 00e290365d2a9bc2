import { setTimeout as delay } from 'node:timers/promises'

import type { Random } from '../random.ts'
import { LEASE_SECONDS, type Fleet, type FleetNode } from './fleet.ts'

export const NODE_FAULTS = [
  'node killed',
  'node frozen',
  'node cut off',
  'node not reached',
  'connections lost',
] as const
export const POSTGRES_FAULTS = ['PostgreSQL restarted', 'PostgreSQL crashed'] as const
export type Fault = (typeof NODE_FAULTS | typeof POSTGRES_FAULTS)[number]

/** Longer than a lease with every tolerance: others have taken over meanwhile. */
const LONG_MS = LEASE_SECONDS * 2000

/** Strikes a node, or PostgreSQL, and resolves when the fault is over and everything works again. */
export async function strike(
  { postgres }: Fleet,
  { fault, node, random }: { fault: Fault; node: FleetNode; random: Random },
): Promise<void> {
  const longDelay = () => delay(LONG_MS + random.below(2000))
  switch (fault) {
    case 'node killed':
      await node.kill()
      await delay(random.below(3000))
      await node.start()
      return
    case 'node frozen':
      node.server.child.kill('SIGSTOP')
      await (random.chance(0.3) ? delay(random.below(2000)) : longDelay())
      node.server.child.kill('SIGCONT')
      return
    case 'node cut off':
      await node.connection.cut()
      await longDelay()
      await node.connection.mend()
      return
    case 'node not reached':
      node.connection.freeze()
      await longDelay()
      node.connection.thaw()
      return
    case 'connections lost':
      await node.connection.cut()
      await node.connection.mend()
      return
    case 'PostgreSQL restarted':
      await postgres.restart('SIGINT')
      return
    case 'PostgreSQL crashed':
      await postgres.restart('SIGQUIT')
  }
}
