/** The four roles, weakest first; each includes the ones before it. */
export const ROLES = ['viewer', 'operator', 'editor', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** True when `role` is at least `needed`. */
export function hasRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/** True for roles that install and configure plugins: those are programs, and do what the server's user can do. */
export const runsCode = (role: Role): boolean => hasRole(role, 'editor')

/** Said wherever such a role is given. */
export const RUNS_CODE =
  'Editors can run code on this host: plugins are programs with the rights of the server’s user.'
