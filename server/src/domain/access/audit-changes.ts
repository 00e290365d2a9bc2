import { formatNumber } from '@flx/shared/core/quantities'
import type { AuditChange } from '@flx/shared/access/audit'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { ExactNumber } from '@flx/shared/json/exact-number'
import { isSecretMarker } from '@flx/shared/settings/secret'

/** A document as stored, and as the API shows it, with secrets hidden. */
export interface AuditedDocument {
  stored: JsonObject
  shown: JsonObject
}

const MAX_CHANGES = 200
const MAX_CHARACTERS = 2000

/**
 * Lists the paths in which two documents differ. Compares the stored values but records the shown ones, so a secret appears by
 * path only. Null: the document did not exist, or is gone.
 */
export function auditChanges(before: AuditedDocument | null, after: AuditedDocument | null): AuditChange[] {
  const changes: AuditChange[] = []
  compare(
    { stored: before?.stored, shown: before?.shown },
    { stored: after?.stored, shown: after?.shown },
    [],
    changes,
  )
  if (changes.length <= MAX_CHANGES) return changes
  const omitted = changes.length - MAX_CHANGES
  return [...changes.slice(0, MAX_CHANGES), { path: '…', after: `${omitted} more` }]
}

interface Value {
  stored: Json | undefined
  shown: Json | undefined
}

function compare(before: Value, after: Value, path: readonly string[], changes: AuditChange[]): void {
  if (isSame(before.stored, after.stored)) return
  const secret = isSecretMarker(before.shown) || isSecretMarker(after.shown)
  if (!secret && path.length < 20 && mayOpen(before.stored) && mayOpen(after.stored)) {
    const keys = new Set([...keysOf(before.stored), ...keysOf(after.stored)])
    // An empty object that was added or removed has no paths inside it.
    if (keys.size > 0) {
      for (const key of keys) compare(inside(before, key), inside(after, key), [...path, key], changes)
      return
    }
  }
  const name = path.join('.')
  if (secret || isSame(before.shown, after.shown)) return void changes.push({ path: name, secret: true })
  changes.push({
    path: name,
    ...(before.shown === undefined ? {} : { before: shortened(before.shown) }),
    ...(after.shown === undefined ? {} : { after: shortened(after.shown) }),
  })
}

/** Arrays count as single values: a moved item reads best in the whole array. */
const mayOpen = (value: Json | undefined): boolean => value === undefined || isJsonObject(value)

const keysOf = (value: Json | undefined): string[] => (isJsonObject(value) ? Object.keys(value) : [])

const inside = ({ stored, shown }: Value, key: string): Value => ({
  stored: member(stored, key),
  shown: member(shown, key),
})

const member = (value: Json | undefined, key: string): Json | undefined =>
  isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (a instanceof ExactNumber) return b instanceof ExactNumber && a.text === b.text
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  )
}

function shortened(value: Json): Json {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= MAX_CHARACTERS
    ? value
    : `${text.slice(0, MAX_CHARACTERS)}… (${formatNumber(text.length)} characters)`
}
