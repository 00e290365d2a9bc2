import type { PasswordChange } from '@flx/shared/access/user'

import type { SignedIn } from '../../domain/access/auth.ts'
import { invalid } from '../../domain/core/errors.ts'
import type { Actor } from '../core/context.ts'
import { revokeTokens, revokedTokensNote, type UserContext } from './users.ts'

/**
 * Changes the user's own password. Ends all other sessions and the link to set a password, and the API tokens
 * if requested. Throws AppError `invalid` if the current password is wrong.
 */
export async function changePassword(
  context: UserContext,
  { user, sessionId, headers }: Pick<SignedIn, 'user' | 'sessionId'> & { headers: Headers },
  change: PasswordChange,
  actor: Actor,
): Promise<{ revokedTokens: number }> {
  const before = await context.accounts.sessions(user.id)
  if (!(await context.accounts.changePassword(headers, change)))
    throw invalid('The current password is wrong.', 'currentPassword')
  for (const { id } of before) if (id !== sessionId) context.sessionEnded(id)
  await context.links.remove(user.id)
  const revokedTokens = change.revokeTokens ? await revokeTokens(context, user.id) : 0
  await context.audit.record({
    actor,
    action: 'update',
    entityType: 'user',
    entityId: user.id,
    entityName: user.name,
    changes: [{ path: 'password', secret: true }, ...revokedTokensNote(revokedTokens)],
  })
  return { revokedTokens }
}
