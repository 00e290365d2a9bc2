import { hasRole, type Role } from '@flx/shared/access/role'

import { AppError } from '../../domain/core/errors.ts'
import type { Requester } from '../core/context.ts'

/**
 * Checks a role beyond the one that the route requires. `action` starts the sentence of the error: "Sharing a
 * view". Throws AppError `forbidden`.
 */
export function requireRole({ role }: Pick<Requester, 'role'>, needed: Role, action: string): void {
  if (hasRole(role, needed)) return
  throw new AppError('forbidden', `${action} needs the ${needed} role; yours is ${role}.`)
}
