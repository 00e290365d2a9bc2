/** The four roles, weakest first; each includes the previous ones. */
export const ROLES = ['viewer', 'operator', 'editor', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** Returns whether `role` is at least `needed`. */
export function hasRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/**
 * Returns whether a role can install and configure plugins, which are programs with the rights of the
 * server's user.
 */
export const runsCode = (role: Role): boolean => hasRole(role, 'editor')

/** Shown wherever such a role is granted. */
export const RUNS_CODE =
  'Editors can run code on this host: plugins are programs with the rights of the server’s user.'
