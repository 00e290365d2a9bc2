import { CLOCK_OFF_MS, LOST_SECONDS, HEARTBEAT_SECONDS } from '@flx/shared/nodes/node'

import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'
import type { Clock } from '../domain/core/ports.ts'
import type { NodeStart, NodeStore } from '../domain/nodes/node-store.ts'
import { startTimerLoop } from './timer-loop.ts'

/** Longer than this between two signs of life is a gap. */
const GAP_SECONDS = LOST_SECONDS / 2

/** The database can be unreachable at shutdown: wait at most this long. */
const LEAVE_TIMEOUT_MS = 2000

/** Keeps a server known to the others. */
export interface NodeLoop extends AsyncDisposable {
  /** Whether the database was reachable without a gap for this long; otherwise the silence of other servers means nothing. */
  isSteady(seconds: number): boolean
  /** Announces that this server shuts down and takes no more executions. */
  stopping(): Promise<void>
  /** Gives a sign of life now, after a change. */
  sign(): Promise<void>
}

/**
 * Lets a server join, give signs of life every few seconds and leave, and marks silent servers as lost. `measureClock` returns
 * by how many milliseconds this machine's clock is ahead of the database's.
 */
export async function startNodeLoop({
  nodes,
  log,
  steady,
  measureClock,
  node,
  executing,
  signMs = HEARTBEAT_SECONDS * 1000,
}: {
  nodes: NodeStore
  log: Log
  /** A clock that is never set. */
  steady: Clock
  measureClock: () => Promise<number>
  node: NodeStart
  /** Returns how many executions it performs. */
  executing: () => number
  signMs?: number
}): Promise<NodeLoop> {
  const seconds = () => steady.now().getTime() / 1000
  let stopping = false
  let clockWasOff = false
  let lastSign = seconds()
  /** The end of the last gap. */
  let steadySince = -Infinity
  await nodes.join(node)

  async function sign(): Promise<void> {
    const clockOffsetMs = await measureClock()
    const report = { executing: executing(), clockOffsetMs, stopping }
    let reply = await nodes.heartbeat(node, report)
    if (reply.before === undefined) {
      await nodes.join(node)
      reply = await nodes.heartbeat(node, report)
    }
    if (seconds() - lastSign > GAP_SECONDS) steadySince = seconds()
    lastSign = seconds()
    warnAboutClock(clockOffsetMs)
    if (reply.before === 'lost') log.warn({ node: node.name }, 'This server was considered lost and is back')
    if (reply.now === 'outdated' && reply.before !== 'outdated')
      log.error(
        { version: node.version },
        'A newer version uses the database, and this one cannot work together with it: no more executions are taken. Upgrade this server',
      )
  }

  function warnAboutClock(clockOffsetMs: number): void {
    const isOff = Math.abs(clockOffsetMs) >= CLOCK_OFF_MS
    if (isOff !== clockWasOff) {
      const offset = { clockOffsetMs: Math.round(clockOffsetMs) }
      if (isOff) log.warn(offset, 'The clock of this machine is off: using the clock of the database')
      else log.info(offset, 'The clock of this machine is correct again')
    }
    clockWasOff = isOff
  }

  const isSteady = (minSeconds: number) =>
    seconds() - lastSign <= GAP_SECONDS && seconds() - steadySince >= minSeconds
  const loop = startTimerLoop({
    log,
    failure: 'Could not announce this server to the others; retrying',
    pauseMs: signMs,
    async round() {
      await sign()
      if (!isSteady(LOST_SECONDS)) return
      for (const name of await nodes.markLost())
        log.warn({ node: name }, 'A server is lost: it stopped reporting')
    },
  })
  await loop.first

  const farewell = async (announce: () => Promise<void>): Promise<void> => {
    const { promise: timedOut, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, LEAVE_TIMEOUT_MS)
    const announced = announce().catch((error: unknown) =>
      log.warn({ error: messageOf(error) }, 'Could not announce to the others that this server stops'),
    )
    await Promise.race([announced, timedOut])
    clearTimeout(timer)
  }
  return {
    isSteady,
    sign,
    async stopping() {
      stopping = true
      await farewell(sign)
    },
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]()
      await farewell(() => nodes.leave(node))
    },
  }
}
