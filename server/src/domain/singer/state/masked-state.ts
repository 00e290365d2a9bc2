import { isJsonObject, type Json } from '@flx/shared/json/json'

import { MASK } from '../../settings/secrets/masker.ts'

/**
 * Restores the secrets in a state that a user edited while they were masked. Undefined if a mask stands where none was shown.
 */
export function restoreSecrets(edited: Json, shown: Json, whole: Json): Json | undefined {
  if (typeof edited === 'string') {
    if (!edited.includes(MASK)) return edited
    return edited === shown ? whole : undefined
  }
  if (Array.isArray(edited)) {
    const items = edited.map((item, index) =>
      restoreSecrets(item, itemAt(shown, index), itemAt(whole, index)),
    )
    return items.every((item) => item !== undefined) ? items : undefined
  }
  if (!isJsonObject(edited)) return edited
  const keys = isJsonObject(shown) && isJsonObject(whole) ? Object.keys(whole) : []
  const shownKeys = isJsonObject(shown) ? Object.keys(shown) : []
  const entries: [string, Json][] = []
  for (const [key, value] of Object.entries(edited)) {
    // Masking keeps the order of keys, so a masked key is found by its position.
    const place = shownKeys.indexOf(key)
    const wholeKey = key.includes(MASK) ? keys[place] : key
    if (wholeKey === undefined) return undefined
    const inner = restoreSecrets(value, member(shown, key), member(whole, wholeKey))
    if (inner === undefined) return undefined
    entries.push([wholeKey, inner])
  }
  return Object.fromEntries(entries)
}

const itemAt = (value: Json, index: number): Json => (Array.isArray(value) ? (value[index] ?? null) : null)

const member = (value: Json, key: string): Json =>
  isJsonObject(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null
