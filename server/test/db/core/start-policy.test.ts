import { expect, it, vi } from 'vitest'

import {
  startPostgres,
  STARTING_SECONDS,
  whileRestarting,
} from '../../../src/adapters/db/operations/start-postgres.ts'

const coded = (code: string) => Object.assign(new Error(code), { code })
/** The message of a start that finds no PostgreSQL. */
const refusal = await startPostgres('postgres://nobody@127.0.0.1:1/none', {
  connections: 1,
  onError: () => undefined,
}).catch((error: unknown) => error)

/** Whether each failed attempt is followed by another one. */
function follow(errors: unknown[], elapsedMs = 0): { again: boolean[]; said: number } {
  const onAway = vi.fn()
  const { shouldRetry, onRetry } = whileRestarting(onAway)
  const again = errors.map((error, index) => {
    const failed = { error, attempt: index + 1, elapsedMs }
    const retries = shouldRetry(failed)
    if (retries) onRetry?.(failed)
    return retries
  })
  return { again, said: onAway.mock.calls.length }
}

it('a start retries while a known PostgreSQL restarts, and says so once', () => {
  const ending = new SuppressedError(coded('ECONNRESET'), coded('57P03'), 'Both failed')
  expect(follow([coded('57P03'), refusal, ending, coded('57P01')])).toEqual({
    again: [true, true, true, true],
    said: 1,
  })
})

it('and fails if it was never there, stays away, or something else is wrong', () => {
  expect(follow([refusal, refusal])).toEqual({ again: [false, false], said: 0 })
  expect(follow([coded('57P03')], STARTING_SECONDS * 1000).again).toEqual([false])
  expect(follow([new Error('The port is taken'), coded('42501')]).again).toEqual([false, false])
})
