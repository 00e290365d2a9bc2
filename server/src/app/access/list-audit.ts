import type { AuditChange, AuditEntry, AuditQuery } from '@flx/shared/access/audit'
import type { Json } from '@flx/shared/json/json'
import type { List } from '@flx/shared/core/list'
import { isSecretText, holdsSecretEntry } from '@flx/shared/settings/secret-values'
import { isSecretName } from '@flx/shared/settings/secret-names'

import type { AppContext } from '../core/context.ts'
import { hideCommand } from '../settings/plugin-secrets.ts'

/**
 * Returns a page of the audit log. An entry hides values that were secret when it was written; values that
 * are known to be secret today are hidden in older entries as well.
 */
export async function listAudit(
  { audit }: Pick<AppContext, 'audit'>,
  query: AuditQuery,
): Promise<List<AuditEntry>> {
  const page = await audit.list(query)
  const items = page.items.map((entry) => ({ ...entry, changes: entry.changes.map(hideSecretChange) }))
  return { ...page, items }
}

/** Paths at which documents hold settings. */
const SETTING_PATHS = /^(?:config|settings|env)\.|^pipUrl$/

/** Removes the values from a change to something that is secret today. */
export function hideSecretChange(change: AuditChange): AuditChange {
  const values = [change.before, change.after].filter((value) => value !== undefined)
  if (change.path === 'command') return { ...change, ...mapValues(change, hideCommandParts) }
  if (!SETTING_PATHS.test(change.path) || values.length === 0) return change
  const hasSecretName = isSecretName(change.path) && !values.every((value) => typeof value === 'boolean')
  return hasSecretName || values.some((value) => isSecretText(value) || holdsSecretEntry(value))
    ? { path: change.path, secret: true }
    : change
}

const mapValues = ({ before, after }: AuditChange, map: (value: Json) => Json) => ({
  ...(before === undefined ? {} : { before: map(before) }),
  ...(after === undefined ? {} : { after: map(after) }),
})

const hideCommandParts = (value: Json): Json =>
  Array.isArray(value) ? hideCommand(value.filter((part) => typeof part === 'string')) : value
