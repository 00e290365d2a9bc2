import { ROLES, type Role } from '@flx/shared/access/role'

/** Returns the role of a stored text; an unknown role counts as the weakest one. */
export function roleOf(stored: string | null | undefined): Role {
  return ROLES.find((role) => role === stored) ?? 'viewer'
}
