import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'

import type { HttpEnvironment } from '../../../src/http/core/environment.ts'
import { takeTurns } from '../../../src/http/guards/request-turns.ts'

/** An app that records the callers, by turns of the event loop. */
function noting(options: { perTurn: number; maxWaiting?: number }) {
  const turns: string[][] = [[]]
  let counting = true
  const count = (): void => {
    turns.push([])
    if (counting) setImmediate(count)
  }
  const app = new Hono<HttpEnvironment>().use(takeTurns(options)).get('/', (c) => {
    turns.at(-1)?.push(c.req.header('cookie') ?? '')
    return c.text('')
  })
  setImmediate(count)
  return {
    ask: (cookie: string) => Promise.resolve(app.request('/', { headers: { cookie } })),
    begun() {
      counting = false
      return turns.filter((turn) => turn.length > 0)
    },
  }
}

describe('requests', () => {
  it('start a few in each turn of the event loop', async () => {
    const app = noting({ perTurn: 2 })
    await Promise.all(Array.from({ length: 20 }, (_, index) => app.ask(`reader ${index}`)))
    const begun = app.begun()
    expect(Math.max(...begun.map((turn) => turn.length))).toBeLessThanOrEqual(2)
    expect(begun.flat().toSorted()).toEqual(
      Array.from({ length: 20 }, (_, index) => `reader ${index}`).toSorted(),
    )
  })

  it('of one user do not hold up those of another', async () => {
    const app = noting({ perTurn: 1 })
    const many = Array.from({ length: 10 }, () => app.ask('many'))
    await Promise.all([...many, app.ask('one'), app.ask('another')])
    const order = app.begun().flat()
    expect(order.indexOf('one')).toBeLessThanOrEqual(3)
    expect(order.indexOf('another')).toBeLessThanOrEqual(4)
  })

  it('in excess from one user are deferred, and those of others are not', async () => {
    const app = noting({ perTurn: 1, maxWaiting: 3 })
    const answers = await Promise.all([...Array.from({ length: 6 }, () => app.ask('many')), app.ask('one')])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429, 200])
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.headers.get('retry-after')).toBe('1')
    expect(await refused?.json()).toMatchObject({ code: 'too-many-requests' })
    // The waiting ones have been answered: there is room again.
    expect((await app.ask('many')).status).toBe(200)
  })
})
