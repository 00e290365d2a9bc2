import type { User } from '@flx/shared/access/user'

import type { Auth } from '../../domain/access/auth.ts'
import type { BetterAuth } from './create-auth.ts'
import type { Exclusively } from './exclusively.ts'
import { roleOf } from './stored-role.ts'

/** An upper bound; accounts are created manually. */
const LIMIT = 1000

type Accounts = Pick<
  Auth,
  | 'accounts'
  | 'account'
  | 'accountOf'
  | 'accountByEmail'
  | 'connectAccount'
  | 'updateAccount'
  | 'changePassword'
  | 'sessions'
  | 'endSession'
  | 'endSessions'
>

interface StoredAccount {
  id: string
  name: string
  email: string
  role?: string | null
  banned?: boolean | null
  createdAt: Date
}

interface StoredSession {
  id: string
  userAgent?: string | null
  ipAddress?: string | null
  createdAt: Date
  expiresAt: Date
}

/** Manages accounts without the library's own routes: the caller has already decided who may do it. */
export function accountsOf(auth: BetterAuth, exclusively: Exclusively): Accounts {
  const find = async (id: string): Promise<StoredAccount | null> => {
    const { adapter } = await auth.$context
    return adapter.findOne<StoredAccount>({ model: 'user', where: [{ field: 'id', value: id }] })
  }
  const storedSessions = async (userId: string): Promise<StoredSession[]> => {
    const { adapter } = await auth.$context
    return adapter.findMany<StoredSession>({
      model: 'session',
      where: [
        { field: 'userId', value: userId },
        { field: 'expiresAt', operator: 'gt', value: new Date() },
      ],
      sortBy: { field: 'createdAt', direction: 'desc' },
      limit: LIMIT,
    })
  }

  return {
    async accounts() {
      const { adapter } = await auth.$context
      const found = await adapter.findMany<StoredAccount>({
        model: 'user',
        sortBy: { field: 'name', direction: 'asc' },
        limit: LIMIT,
      })
      return found.map(user)
    },

    async account(id) {
      const found = await find(id)
      return found === null ? null : user(found)
    },

    async accountOf(identity) {
      const { adapter } = await auth.$context
      const found = await adapter.findOne<{ userId: string }>({
        model: 'account',
        where: [
          { field: 'providerId', value: OPEN_ID },
          { field: 'accountId', value: accountId(identity) },
        ],
      })
      const owner = found === null ? null : await find(found.userId)
      return owner === null ? null : user(owner)
    },

    async accountByEmail(email) {
      const { adapter } = await auth.$context
      const found = await adapter.findOne<StoredAccount>({
        model: 'user',
        where: [{ field: 'email', value: email.toLowerCase() }],
      })
      return found === null ? null : user(found)
    },

    async connectAccount(userId, identity) {
      const { internalAdapter } = await auth.$context
      await internalAdapter.linkAccount({ userId, providerId: OPEN_ID, accountId: accountId(identity) })
    },

    updateAccount(id, { name, role, isDisabled, password }, { keepAnAdministrator }) {
      return exclusively(async () => {
        const { adapter, internalAdapter, password: passwords } = await auth.$context
        if (keepAnAdministrator) {
          const admins = await adapter.findMany<StoredAccount>({
            model: 'user',
            where: [{ field: 'role', value: 'admin' }],
            limit: LIMIT,
          })
          if (!admins.some((admin) => admin.id !== id && admin.banned !== true)) return false
        }
        const changes = {
          ...(name === undefined ? {} : { name }),
          ...(role === undefined ? {} : { role }),
          ...(isDisabled === undefined ? {} : { banned: isDisabled }),
        }
        if (Object.keys(changes).length > 0) await internalAdapter.updateUser(id, changes)
        if (password !== undefined) await internalAdapter.updatePassword(id, await passwords.hash(password))
        return true
      })
    },

    async changePassword(headers, { currentPassword, newPassword }) {
      const signedIn = await auth.api.getSession({ headers, query: { disableRefresh: true } })
      if (signedIn === null) return false
      const { adapter, internalAdapter, password: passwords } = await auth.$context
      const accounts = await internalAdapter.findAccounts(signedIn.user.id)
      const stored = accounts.find(({ providerId }) => providerId === 'credential')?.password
      if (typeof stored !== 'string') return false
      if (!(await passwords.verify({ hash: stored, password: currentPassword }))) return false
      await internalAdapter.updatePassword(signedIn.user.id, await passwords.hash(newPassword))
      for (const { id } of await storedSessions(signedIn.user.id)) {
        if (id !== signedIn.session.id)
          await adapter.delete({ model: 'session', where: [{ field: 'id', value: id }] })
      }
      return true
    },

    async sessions(userId) {
      return (await storedSessions(userId)).map((session) => ({
        id: session.id,
        userAgent: session.userAgent ?? '',
        address: session.ipAddress ?? '',
        createdAt: new Date(session.createdAt).toISOString(),
        expiresAt: new Date(session.expiresAt).toISOString(),
      }))
    },

    async endSession(userId, sessionId) {
      const isOwn = (await storedSessions(userId)).some(({ id }) => id === sessionId)
      if (!isOwn) return false
      const { adapter } = await auth.$context
      await adapter.delete({ model: 'session', where: [{ field: 'id', value: sessionId }] })
      return true
    },

    async endSessions(userId) {
      const { adapter } = await auth.$context
      await adapter.deleteMany({ model: 'session', where: [{ field: 'userId', value: userId }] })
    },
  }
}

const OPEN_ID = 'openid'
/** Prefixes the subject with its issuer: it is unique only there. */
const accountId = ({ issuer, subject }: { issuer: string; subject: string }): string => `${issuer} ${subject}`

const user = (stored: StoredAccount): User => ({
  id: stored.id,
  name: stored.name,
  email: stored.email,
  role: roleOf(stored.role),
  isDisabled: stored.banned === true,
  createdAt: new Date(stored.createdAt).toISOString(),
})
