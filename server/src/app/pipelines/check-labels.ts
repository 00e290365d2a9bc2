import { requireRole } from '../access/require-role.ts'
import type { Requester } from '../core/context.ts'

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify(a.toSorted()) === JSON.stringify(b.toSorted())

/**
 * Checks the role for changing required labels. The workers that execute a pipeline determine which network
 * its connectors reach and where its data go, so only administrators change them. `allowed`: labels that an
 * administrator set before. Throws AppError `forbidden`.
 */
export function requireLabelsRole(
  requester: Pick<Requester, 'role'>,
  incoming: readonly string[],
  ...allowed: readonly (readonly string[])[]
): void {
  if (allowed.some((labels) => isSame(labels, incoming))) return
  requireRole(requester, 'admin', 'Changing which workers execute a pipeline ("requiredLabels")')
}
