import type { MiddlewareHandler } from 'hono'

import { AppError } from '../../domain/core/errors.ts'
import type { HttpEnvironment } from '../core/environment.ts'
import { problemResponse } from '../core/problem.ts'

/** Requests started in one turn of the event loop. */
const PER_TURN = 2
/** Maximum number of waiting requests per session or token; a page sends about ten at once. */
const MAX_WAITING = 500

/**
 * Starts only a few requests in each turn of the event loop, one of each session or token before the second
 * of any. All other work gets its turn in between: an execution waits for two requests at a time instead of
 * all of them, and one user's many requests do not delay another's. An idle server starts a request at once.
 * A session or token with too many waiting requests gets 429.
 */
export function takeTurns({
  perTurn = PER_TURN,
  maxWaiting = MAX_WAITING,
} = {}): MiddlewareHandler<HttpEnvironment> {
  /** Waiting requests by session or token, in the order of their next turn. */
  const waiting = new Map<string, (() => void)[]>()
  /** Number started in this turn. */
  let started = 0
  let isTurnScheduled = false

  /** Counts a request of this turn. */
  function begin(): void {
    started += 1
    if (isTurnScheduled) return
    isTurnScheduled = true
    setImmediate(nextTurn)
  }

  function nextTurn(): void {
    isTurnScheduled = false
    started = 0
    while (started < perTurn) {
      const [next] = waiting
      if (next === undefined) return
      const [client, requests] = next
      waiting.delete(client)
      const request = requests.shift()
      if (requests.length > 0) waiting.set(client, requests)
      begin()
      request?.()
    }
  }

  return async (c, next) => {
    if (started < perTurn && waiting.size === 0) begin()
    else {
      const client = c.req.header('authorization') ?? c.req.header('cookie') ?? ''
      const requests = waiting.get(client) ?? []
      if (requests.length >= maxWaiting) return tooManyWaiting(requests.length)
      waiting.set(client, requests)
      await new Promise<void>((resolve) => void requests.push(resolve))
    }
    await next()
  }
}

const tooManyWaiting = (waiting: number): Response =>
  problemResponse(
    new AppError(
      'too-many-requests',
      `${waiting} requests of this session or token are already waiting. Retry when they are done.`,
    ),
    { 'retry-after': '1' },
  )
