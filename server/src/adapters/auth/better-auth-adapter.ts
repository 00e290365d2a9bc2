import type { Role } from '@flx/shared/access/role'
import { passwordSchema, type SessionUser, type Setup } from '@flx/shared/access/setup'

import type { Auth, SignInResult } from '../../domain/access/auth.ts'
import { AppError, conflict } from '../../domain/core/errors.ts'
import type { BetterAuth } from './create-auth.ts'
import { ADDRESS_HEADER } from './create-auth.ts'
import type { Exclusively } from './exclusively.ts'
import { roleOf } from './stored-role.ts'
import { accountsOf } from './better-auth-accounts.ts'

/**
 * Implements the Auth port on better-auth. `readProblem` returns the database's error if the database cannot be read:
 * the library's own error only says that something failed.
 */
export function betterAuthAdapter(
  auth: BetterAuth,
  exclusively: Exclusively,
  readProblem: () => Promise<unknown>,
): Auth {
  const accounts = accountsOf(auth, exclusively)
  const withDatabaseError = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch(async (error: unknown) => {
      throw error instanceof AppError ? error : ((await readProblem()) ?? error)
    })
  return {
    async session(headers) {
      const found = await withDatabaseError(auth.api.getSession({ headers, query: { disableRefresh: true } }))
      if (found === null || found.user.banned === true) return null
      return { user: sessionUser(found.user), sessionId: found.session.id, tokenName: null }
    },

    async renewSession(headers) {
      const { headers: answer, response } = await withDatabaseError(
        auth.api.getSession({ headers, returnHeaders: true }),
      )
      return {
        user: response === null ? null : sessionUser(response.user),
        cookies: answer.getSetCookie(),
      }
    },

    async signIn(credentials, from, { counted } = { counted: false }) {
      const headers = new Headers({ 'content-type': 'application/json', [ADDRESS_HEADER]: from.address })
      const agent = from.headers.get('user-agent')
      if (agent !== null) headers.set('user-agent', agent)
      // Called directly, to bypass the throttle of the handler: the attempt is already counted.
      if (counted) {
        return signInResult(await auth.api.signInEmail({ body: credentials, headers, asResponse: true }))
      }
      // Through the handler rather than the API: only the handler throttles.
      const response = await auth.handler(
        new Request('http://localhost/api/auth/sign-in/email', {
          method: 'POST',
          headers,
          body: JSON.stringify(credentials),
        }),
      )
      return withDatabaseError(signInResult(response))
    },

    async signOut(headers) {
      const answer = await auth.api.signOut({ headers, returnHeaders: true })
      return answer.headers.getSetCookie()
    },

    async openSession(userId, from) {
      const headers = new Headers({ [ADDRESS_HEADER]: from.address })
      const agent = from.headers.get('user-agent')
      if (agent !== null) headers.set('user-agent', agent)
      const answer = await auth.api.openSession({ body: { userId }, headers, returnHeaders: true })
      return answer.headers.getSetCookie()
    },

    administratorExists: () => administratorExists(auth),

    createFirstAdministrator(setup) {
      return exclusively(async () => {
        if (await administratorExists(auth)) return false
        await createAccount(auth, { ...setup, role: 'admin' })
        return true
      })
    },

    createAccount: (account) =>
      // If two requests add the same address at once, the second one finds the account of the first.
      exclusively(async () => {
        const email = account.email.toLowerCase()
        if ((await accounts.accountByEmail(email)) !== null)
          throw conflict(`${email} already has an account.`)
        await createAccount(auth, account)
      }),
    ...accounts,
  }
}

async function createAccount(auth: BetterAuth, account: Setup & { role: Role }): Promise<void> {
  // The library does not check the length of a password here.
  const password = passwordSchema.parse(account.password)
  await auth.api.createUser({ body: { ...account, password, email: account.email.toLowerCase() } })
}

async function administratorExists(auth: BetterAuth): Promise<boolean> {
  const { adapter } = await auth.$context
  return (await adapter.count({ model: 'user', where: [{ field: 'role', value: 'admin' }] })) > 0
}

async function signInResult(response: Response): Promise<SignInResult> {
  if (response.status === 429) {
    return { outcome: 'throttled', retryAfterSeconds: Number(response.headers.get('x-retry-after') ?? 60) }
  }
  if (response.status === 401 || response.status === 403) return { outcome: 'wrong' }
  if (!response.ok) {
    throw new AppError('unavailable', 'Cannot sign in right now. Try again in a moment.', {
      cause: new Error(`The sign-in library responded ${response.status}: ${await response.text()}`),
    })
  }
  // The body also holds the session's token, which must stay in the http-only cookie.
  const body = (await response.json()) as { user: StoredUser }
  return { outcome: 'signed-in', user: sessionUser(body.user), cookies: response.headers.getSetCookie() }
}

interface StoredUser {
  id: string
  name: string
  email: string
  role?: string | null | undefined
}

function sessionUser(user: StoredUser): SessionUser {
  return { id: user.id, name: user.name, email: user.email, role: roleOf(user.role) }
}
