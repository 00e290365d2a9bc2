import { expect, it } from 'vitest'

import {
  ACCOUNT_FAILURES,
  ACCOUNT_WINDOW_MS,
  throttleAccounts,
} from '../../../src/app/access/account-throttle.ts'
import { attemptsInMemory } from '../../../src/app/access/attempts-in-memory.ts'
import type { SignInResult } from '../../../src/domain/access/auth.ts'

const user = { id: '1', name: 'Ada', email: 'ada@example.com', role: 'viewer' } as const

/** Accounts, one of which exists, and a clock that stands still until it is moved. */
function door() {
  let now = Date.parse('2026-01-01T00:00:00Z')
  let asked = 0
  const next: SignInResult[] = []
  const signIn = throttleAccounts(
    {
      async signIn({ email, password }) {
        asked += 1
        const isRight = email.toLowerCase() === user.email && password === 'right'
        return next.shift() ?? (isRight ? { outcome: 'signed-in', user, cookies: [] } : { outcome: 'wrong' })
      },
    },
    attemptsInMemory({ now: () => new Date(now) }),
  )
  return {
    /** Each time from another address. */
    tries: (password: string, email: string = user.email) =>
      signIn(
        { email, password, rememberMe: true },
        { headers: new Headers(), address: `10.0.0.${asked % 250}` },
      ),
    passes: (milliseconds: number) => void (now += milliseconds),
    next,
    asked: () => asked,
  }
}
type Door = ReturnType<typeof door>

async function failsOften(ada: Door, times: number, email?: string): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    expect((await ada.tries('wrong', email)).outcome).toBe('wrong')
    ada.passes(1000)
  }
}

it.each([user.email, 'ADA@example.com', 'nobody@example.com'])(
  'ten wrong passwords for %s lock that address for a while, wherever they come from',
  async (email) => {
    const ada = door()
    await failsOften(ada, ACCOUNT_FAILURES, email)
    const seconds = ACCOUNT_WINDOW_MS / 1000 - ACCOUNT_FAILURES
    const closed = { outcome: 'throttled', retryAfterSeconds: seconds }
    expect(await ada.tries('right', email.toLowerCase())).toEqual(closed)
    expect(ada.asked()).toBe(ACCOUNT_FAILURES)
    expect((await ada.tries('wrong', 'other@example.com')).outcome).toBe('wrong')
    ada.passes(seconds * 1000)
    expect((await ada.tries('wrong', email)).outcome).toBe('wrong')
    expect((await ada.tries('wrong', email)).outcome).toBe('throttled')
  },
)

it('a success resets the failures', async () => {
  const ada = door()
  await failsOften(ada, ACCOUNT_FAILURES - 1)
  expect((await ada.tries('right')).outcome).toBe('signed-in')
  await failsOften(ada, ACCOUNT_FAILURES)
  expect((await ada.tries('right')).outcome).toBe('throttled')
})

it('simultaneous attempts count too', async () => {
  const ada = door()
  const outcomes = await Promise.all(Array.from({ length: 15 }, () => ada.tries('wrong')))
  expect(outcomes.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(ACCOUNT_FAILURES)
  expect(ada.asked()).toBe(ACCOUNT_FAILURES)
})

it('an attempt whose password was not checked does not count', async () => {
  const ada = door()
  for (let index = 0; index < 20; index += 1) {
    ada.next.push({ outcome: 'throttled', retryAfterSeconds: 7 })
    expect(await ada.tries('wrong')).toEqual({ outcome: 'throttled', retryAfterSeconds: 7 })
  }
  expect((await ada.tries('right')).outcome).toBe('signed-in')
})
