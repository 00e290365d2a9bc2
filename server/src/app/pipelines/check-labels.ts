import { requireRole } from '../access/require-role.ts'
import type { Asker } from '../core/context.ts'

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify(one.toSorted()) === JSON.stringify(other.toSorted())

/**
 * Which workers execute a pipeline decides which network its connectors reach, and where its data go, so that only
 * administrators change that. `allowed`: labels that an administrator has given before. Throws AppError `forbidden`.
 */
export function requireLabelsRole(
  asker: Pick<Asker, 'role'>,
  incoming: readonly string[],
  ...allowed: readonly (readonly string[])[]
): void {
  if (allowed.some((labels) => isSame(labels, incoming))) return
  requireRole(asker, 'admin', 'Changing which workers execute a pipeline ("requiredLabels")')
}
