import type { MiddlewareHandler } from 'hono'

import { AppError } from '../../domain/core/errors.ts'
import type { HttpEnvironment } from '../core/environment.ts'
import { problemResponse } from '../core/problem.ts'

/** Requests that begin in one turn of the event loop. */
const PER_TURN = 2
/** Requests of one session or token that may wait; a page asks for about ten things at once. */
const MOST_WAITING = 500

/**
 * Begins few requests in each turn of the event loop, one of each session or token before the second of any. Everything
 * else that the loop does has its turn in between: an execution beside readers who never pause waits for two requests at a
 * time, not for all of them, and one person's many requests do not hold up another's. An idle server begins a request at
 * once. A session or token with too many waiting is put off with 429.
 */
export function takeTurns({
  perTurn = PER_TURN,
  mostWaiting = MOST_WAITING,
} = {}): MiddlewareHandler<HttpEnvironment> {
  /** By session or token, in the order in which they come next. */
  const waiting = new Map<string, (() => void)[]>()
  /** Begun in this turn. */
  let begun = 0
  let turning = false

  /** Counts one more request of this turn. */
  function begin(): void {
    begun += 1
    if (turning) return
    turning = true
    setImmediate(nextTurn)
  }

  function nextTurn(): void {
    turning = false
    begun = 0
    while (begun < perTurn) {
      const [next] = waiting
      if (next === undefined) return
      const [whose, requests] = next
      waiting.delete(whose)
      const request = requests.shift()
      if (requests.length > 0) waiting.set(whose, requests)
      begin()
      request?.()
    }
  }

  return async (c, next) => {
    if (begun < perTurn && waiting.size === 0) begin()
    else {
      const whose = c.req.header('authorization') ?? c.req.header('cookie') ?? ''
      const requests = waiting.get(whose) ?? []
      if (requests.length >= mostWaiting) return putOff(requests.length)
      waiting.set(whose, requests)
      await new Promise<void>((resolve) => void requests.push(resolve))
    }
    await next()
  }
}

const putOff = (waiting: number): Response =>
  problemResponse(
    new AppError(
      'too-many-requests',
      `${waiting} requests of this session or token are already waiting. Retry when they are answered.`,
    ),
    { 'retry-after': '1' },
  )
