import { afterAll, beforeAll, expect, it } from 'vitest'

import { CELLS } from '../../crash/cells.ts'
import { Installation } from '../../crash/installation.ts'
import { killOnce } from '../../crash/kill-once.ts'
import { createRandom } from '../../crash/random.ts'
import { EVERYTHING } from '../support/sweep.ts'

/** A few cells of the crash matrix, once each; `npm run test:crash` has all of them, at random moments. */
let installation: Installation
beforeAll(async () => {
  installation = await Installation.create()
})
afterAll(() => installation[Symbol.asyncDispose]())

it.each([
  // The next attempt is made by the shutdown or by the recovery, and starts after the start.
  ['server', 'shutting down', 1],
  // recovery.test.ts kills it while it loads, too.
  ...(EVERYTHING ? ([['server', 'loading', 1]] as const) : []),
] as const)(
  'after kill -9 of the %s while %s everything is as promised',
  { timeout: 90_000 },
  async (victim, phase, retries) => {
    const cell = CELLS.find((each) => each.victim === victim && each.phase === phase)
    if (cell === undefined) throw new Error('There is no such cell.')
    const { faults } = await killOnce(installation, cell, createRandom(5), { retries })
    expect(faults).toEqual([])
  },
)
